/// Auto-encoders as models: what goes in and out, files, and what is refused.
#include <gan/model/vae.hpp>
#include <gan/nn/dropout.hpp>

#include "models.hpp"

using namespace gan;
using namespace test;

namespace {

using Digit = Image<1, 8, 8>;

auto small_vae() {
  return Vae{MlpEncoder{.latent = 3, .hidden = {16}}, MlpDecoder{.latent = 3, .hidden = {16}}, BernoulliLikelihood{}};
}
auto small_autoencoder() {
  return Autoencoder{MlpEncoder{.latent = 3, .hidden = {16}}, MlpGenerator{.latent = 3, .hidden = {16}}, SquaredError{}};
}

template <class Sample> Tensor<float, Cpu> some_samples(Context<Cpu>& c, std::int64_t n) {
  return uniform<float>(c, Sample::shape(n), random::key(Seed{4}, Stream::check), -1.f, 1.f);
}

/// Everything that a model of this composition gives has the shape it should have.
template <class G, class Sample> void check_shapes(G const& composition, Sample) {
  Model model{composition, Sample{}, Cpu{}, Seed{1}};
  auto const x = some_samples<Sample>(model.context(), 300);  // more than one part
  auto const code = model.encode(x);
  CHECK(code.mean.shape() == Shape{300, model.latent()});
  CHECK(model.reconstruct(x).shape() == x.shape());
  CHECK(to_host(model.reconstruct(x)) == to_host(model.decode(code.mean)));
  auto in_range = [](Tensor<float, Cpu> const& t) {
    for (float v : to_host(t))
      if (!(std::abs(v) <= (Sample::is_image ? 1.f : 1e6f))) return false;
    return true;
  };
  CHECK(in_range(model.reconstruct(x)));
  if constexpr (G::variational) {
    CHECK(code.log_variance.shape() == Shape{300, model.latent()});
    CHECK(model.generate(7).shape() == Sample::shape(7));
    CHECK(in_range(model.generate(7)));
    CHECK(to_host(model.generate(300, Seed{2})) == to_host(model.generate(300, Seed{2})));
    CHECK(to_host(model.generate(3, Seed{2})) != to_host(model.generate(3, Seed{3})));
    CHECK(model.bound(x).shape() == Shape{300, 1});
  } else {
    CHECK(!code.log_variance);
  }
  // A sample's code is its own: the parts of a large batch are those of small ones.
  auto const some = model.encode(x.slice(290, 295));
  auto const all = to_host(code.mean), few = to_host(some.mean);
  for (std::size_t i = 0; i < few.size(); ++i)
    CHECK(few[i] == Approx(all[290 * static_cast<std::size_t>(model.latent()) + i]).epsilon(1e-4).margin(1e-5));
}

/// An own encoder and decoder with nothing of ours.
struct OwnEncoder {
  int latent = 2;
  template <class Sample> auto layers(Sample) const {
    return Sequential{Flatten{}, Linear{Sample::size, 9}, Relu{}, Dropout{.9f}, GaussianHead{9, latent}};
  }
};
struct PointEncoder {
  int latent = 2;
  template <class Sample> auto layers(Sample) const { return Sequential{Flatten{}, Linear{Sample::size, latent}}; }
};
struct OwnDecoder {
  int latent = 2;
  template <class Sample> auto layers(Sample) const {
    return Sequential{Linear{latent, 9}, Relu{}, Linear{9, Sample::size}, Reshape<Sample>{}};
  }
};

}  // namespace

TEST_CASE("shapes and ranges of auto-encoders") {
  check_shapes(small_vae(), Digit{});
  check_shapes(small_autoencoder(), Digit{});
  check_shapes(Vae{MlpEncoder{.latent = 3, .units = Hidden::Relu}, MlpGenerator{.latent = 3}, GaussianLikelihood{.5f}},
               Vector<5>{});
  check_shapes(Autoencoder{MlpEncoder{.latent = 3}, MlpGenerator{.latent = 3}, BernoulliLikelihood{}}, Digit{});
  check_shapes(Vae{DCEncoder{.latent = 3, .width = 4}, DCGenerator{.latent = 3, .width = 4}, BernoulliLikelihood{}},
               Image<3, 8, 12>{});
  check_shapes(Vae{DCEncoder{.latent = 3, .width = 4}, DCGenerator{.latent = 3, .width = 4}, GaussianLikelihood{}}, Digit{});
  check_shapes(Vae{OwnEncoder{}, OwnDecoder{}, GaussianLikelihood{}}, Vector<4>{});
  check_shapes(Autoencoder{OwnEncoder{}, OwnDecoder{}, SquaredError{}}, Vector<4>{});
  check_shapes(Autoencoder{PointEncoder{}, OwnDecoder{}, SquaredError{}}, Vector<4>{});
}

TEST_CASE("what a VAE gives is what its networks give, sample by sample") {
  using Point = Vector<3>;
  Vae const vae{MlpEncoder{.latent = 2, .hidden = {}}, MlpDecoder{.latent = 2, .hidden = {}}, GaussianLikelihood{.5f}};
  Model model{vae, Point{}, Cpu{}, Seed{1}, double{}};
  auto& c = model.context();
  std::int64_t const n = 300;  // more than one part
  auto const one = normal<double>(c, {1, 3}, random::key(Seed{2}, Stream::check), 0, 1);
  auto const repeated = evaluate(constant(zeros<double>(c, {n, 3})) + constant(one)).value();
  auto affine = [&](auto const& network, std::size_t first, std::vector<double> const& x, std::size_t out) {
    auto const w = to_host(network.parameters().view(first)), b = to_host(network.parameters().view(first + 1));
    std::vector<double> y(b);
    for (std::size_t j = 0; j < out; ++j)
      for (std::size_t i = 0; i < x.size(); ++i) y[j] += x[i] * w[i * out + j];
    return y;
  };
  auto const x = to_host(one), mean = affine(model.encoder(), 0, x, 2), log_variance = affine(model.encoder(), 2, x, 2);
  auto const code = model.encode(repeated);
  for (std::size_t i : {0u, 299u})
    for (std::size_t j = 0; j < 2; ++j) {
      CHECK(to_host(code.mean)[2 * i + j] == Approx(mean[j]));
      CHECK(to_host(code.log_variance)[2 * i + j] == Approx(log_variance[j]));
    }
  // The bound of every sample has a draw of its own.
  auto const bound = to_host(model.bound(repeated, Seed{5}));
  auto const noise = to_host(model.noise(n, random::key(Seed{5}, Stream::generated_latent)));
  for (std::size_t i : {0u, 1u, 255u, 256u, 299u}) {
    std::vector<double> z(2);
    double expected = 0;
    for (std::size_t j = 0; j < 2; ++j) {
      z[j] = mean[j] + std::exp(log_variance[j] / 2) * noise[2 * i + j];
      expected += (1 + log_variance[j] - mean[j] * mean[j] - std::exp(log_variance[j])) / 2;
    }
    auto const y = affine(model.generator(), 0, z, 3);
    for (std::size_t j = 0; j < 3; ++j)
      expected -= (x[j] - y[j]) * (x[j] - y[j]) / (2 * .25) + std::log(2 * 3.14159265358979323846 * .25) / 2;
    INFO("sample " << i);
    CHECK(bound[i] == Approx(expected));
  }
  // So has every generated sample, and an average takes the place of the decoder's parameters.
  auto const made = to_host(model.generate(n, Seed{5}));
  auto averaged = zeros<double>(c, model.generator().parameters().values().shape());
  fill(c, model.generator().parameters().view_of(averaged, 1).data(), 3, .25);
  model.set_averaged(averaged);
  auto const of_average = to_host(model.generate(n, Seed{5}));
  for (std::size_t i : {0u, 255u, 256u, 299u}) {
    auto const y = affine(model.generator(), 0, {noise[2 * i], noise[2 * i + 1]}, 3);
    for (std::size_t j = 0; j < 3; ++j) {
      CHECK(made[3 * i + j] == Approx(y[j]));
      CHECK(of_average[3 * i + j] == .25);
    }
  }
}

TEST_CASE("a plain auto-encoder has no variance to learn, and its parts have readable names") {
  Model vae{small_vae(), Digit{}, Cpu{}, Seed{1}};
  Model plain{
      Autoencoder{MlpEncoder{.latent = 3, .hidden = {16}}, MlpDecoder{.latent = 3, .hidden = {16}}, BernoulliLikelihood{}},
      Digit{}, Cpu{}, Seed{1}};
  CHECK(vae.encoder().parameters().count() == 64 * 16 + 16 + 2 * (16 * 3 + 3));
  CHECK(plain.encoder().parameters().count() == 64 * 16 + 16 + 16 * 3 + 3);
  CHECK(vae.generator().parameters().count() == 3 * 16 + 16 + 16 * 64 + 64);
  TemporaryFolder folder;
  save(vae, folder / "v");
  auto const file = io::read_safetensors(folder / "v");
  for (char const* name : {"encoder.trunk.1.0.0.weight", "encoder.head.mean.weight", "encoder.head.log_variance.bias",
                           "decoder.0.0.0.weight", "decoder.1.bias"}) {
    INFO(name);
    CHECK(file.find(name) != nullptr);
  }
  CHECK(file.tensors().size() == 10);
  check_refusal<FileError>([&] { load(plain, folder / "v"); }, {"encoder.head.weight"});
}

TEST_CASE("save and load of an auto-encoder: every bit comes back, running statistics and an average too") {
  TemporaryFolder folder;
  Vae const vae{DCEncoder{.latent = 3, .width = 4}, DCGenerator{.latent = 3, .width = 4}, BernoulliLikelihood{}};
  Model model{vae, Digit{}, Cpu{}, Seed{1}}, other{vae, Digit{}, Cpu{}, Seed{2}};
  auto& c = model.context();
  auto const x = some_samples<Digit>(c, 5);
  fill(c, model.encoder().state().view(0).data(), 8, .25f);
  auto const averaged = zeros<float>(c, model.generator().parameters().values().shape());
  fill(c, averaged.data(), 40, .125f);
  model.set_averaged(averaged);
  CHECK(!(model == other));
  save(model, folder / "a");
  load(other, folder / "a");
  CHECK(model == other);
  CHECK(to_host(other.averaged()) == to_host(averaged));
  CHECK(to_host(model.generate(5)) == to_host(other.generate(5)));
  CHECK(to_host(model.reconstruct(x)) == to_host(other.reconstruct(x)));
  fill(c, model.encoder().state().view(0).data(), 8, .5f);
  CHECK(!(model == other));
}

TEST_CASE("compositions of auto-encoders are told apart in files") {
  auto text = [](auto const& composition) { return detail::composition_text(Model{composition, Digit{}, Cpu{}}); };
  MlpEncoder const e{.latent = 3};
  MlpDecoder const d{.latent = 3};
  std::vector<std::string> const texts{text(Vae{e, d, BernoulliLikelihood{}}),
                                       text(Vae{e, d, GaussianLikelihood{}}),
                                       text(Vae{e, d, GaussianLikelihood{2}}),
                                       text(Vae{e, d, SquaredError{}}),
                                       text(Vae{MlpEncoder{.latent = 3, .hidden = {20}}, d, SquaredError{}}),
                                       text(Vae{e, MlpDecoder{.latent = 3, .units = Hidden::Relu}, SquaredError{}})};
  for (std::size_t i = 0; i < texts.size(); ++i)
    for (std::size_t j = 0; j < texts.size(); ++j) CHECK((texts[i] == texts[j]) == (i == j));
}

TEST_CASE("an auto-encoder refuses what does not fit") {
  auto model = [](int in, int out, float deviation) {
    Model{Vae{MlpEncoder{.latent = in}, MlpDecoder{.latent = out}, GaussianLikelihood{deviation}}, Vector<2>{}, Cpu{}};
  };
  check_refusal<OptionError>([&] { model(3, 4, 1); }, {"one size", "3", "4"});
  check_refusal<OptionError>([&] { model(0, 0, 1); }, {"at least 1", "0"});
  check_refusal<OptionError>([&] { model(3, 3, 0); }, {"deviation above 0", "0"});
  Model vae{small_vae(), Digit{}, Cpu{}, Seed{1}};
  auto& c = vae.context();
  check_refusal<ShapeError>([&] { vae.encode(zeros<float>(c, {2, 64})); }, {"{1, 8, 8, 1}", "{2, 64}"});
  check_refusal<ShapeError>([&] { vae.reconstruct(zeros<float>(c, {2, 8, 8, 3})); }, {"{1, 8, 8, 1}", "{2, 8, 8, 3}"});
  check_refusal<ShapeError>([&] { vae.bound(zeros<float>(c, {8, 8, 1})); }, {"{8, 8, 1}"});
  check_refusal<ShapeError>([&] { vae.decode(zeros<float>(c, {2, 4})); }, {"{n, 3}", "{2, 4}"});
  check_refusal<OptionError>([&] { vae.generate(0); }, {"at least 1", "0"});
}
