/// Training of a VAE-GAN: what must not move; the balance gate; going on bit for bit.
#include <gan/train/csv_log.hpp>
#include <gan/train/progress_bar.hpp>

#include "vae_networks.hpp"

using namespace gan;
using namespace test;

namespace {

/// The sample itself as features.
struct PlainFeatures {
  using score = Logit;
  static constexpr bool mixes_samples = false, has_features = true;
  template <class Sample> auto layers(Sample) const { return TrunkAndHead{Flatten{}, Sample::size, Linear{Sample::size, 1}}; }
};
/// Features that are all 0, and a logit.
struct NoFeatures {
  struct Layers {
    Linear head;
    void declare(Declaration& d) const { d.part("head", head); }
    template <class X, class P> auto operator()(X const& x, P& pass) const {
      using V = typename P::Variable;
      V const rows(evaluate(x));
      return Scored<V>{V(head(rows, pass)), {}, V(0.f * rows)};
    }
  };
  using score = Logit;
  static constexpr bool mixes_samples = false, has_features = true;
  template <class Sample> auto layers(Sample) const { return Layers{{Sample::size, 1}}; }
};
/// A judgement that costs nobody anything.
struct Mute {
  using score = Logit;
  template <class S> GAN_HD auto real(S s) const { return 0.f * s; }
  template <class S> GAN_HD auto fake(S s) const { return 0.f * s; }
  template <class S> GAN_HD auto generator(S s) const { return 0.f * s; }
};
/// Always this judgement of real and of fake samples.
struct Fixed {
  using score = Logit;
  float on_real = 0, on_fake = 0;
  template <class S> GAN_HD auto real(S s) const { return 1e-3f * s + on_real; }
  template <class S> GAN_HD auto fake(S s) const { return on_fake - 1e-3f * s; }
  template <class S> GAN_HD auto generator(S s) const { return softplus(-s); }
};

template <class M> struct Bits {
  std::vector<typename M::value_type> encoder, decoder, discriminator;
  explicit Bits(M const& model)
      : encoder(to_host(model.encoder().parameters().values())),
        decoder(to_host(model.generator().parameters().values())),
        discriminator(to_host(model.discriminator().parameters().values())) {}
};

}  // namespace

TEST_CASE("each loss of a VAE-GAN alone leaves the other networks at exactly their bits") {
  auto trained = [](auto const& composition, auto const& check) {
    Model model{composition, Vector<2>{}, Cpu{}, Seed{1}};
    Bits const before(model);
    train(model, ring(), {.batch = 16, .steps = 5});
    check(before, Bits(model));
  };
  // The divergence alone, since the decoder's weight of the similarity is 0 and nobody judges
  trained(VaeGan{encoder, decoder, TanhFeatures{}, Mute{}, LearnedSimilarity{0}}, [](auto const& before, auto const& after) {
    CHECK(after.encoder != before.encoder);
    CHECK(after.decoder == before.decoder);
    CHECK(after.discriminator == before.discriminator);
  });
  // Divergence and similarity: the features are a fixed metric
  trained(VaeGan{encoder, decoder, TanhFeatures{}, Mute{}, LearnedSimilarity{1}}, [](auto const& before, auto const& after) {
    CHECK(after.encoder != before.encoder);
    CHECK(after.decoder != before.decoder);
    CHECK(after.discriminator == before.discriminator);
  });
  // The judgement alone: codes are the prior's already, and features that are all 0 have no similarity to improve
  MlpEncoder at_prior = encoder;
  at_prior.init = Zeros{};
  trained(VaeGan{at_prior, decoder, NoFeatures{}, NonSaturating{}, LearnedSimilarity{1}},
          [](auto const& before, auto const& after) {
            CHECK(after.encoder == before.encoder);
            CHECK(after.decoder != before.decoder);
            CHECK(after.discriminator != before.discriminator);
          });
}

TEST_CASE("the balance gate lets a network of a VAE-GAN wait, by the costs of real samples and of those from the prior") {
  auto moved = [](float on_real, float on_fake) {
    VaeGan const composition{encoder, decoder, TanhFeatures{}, Fixed{on_real, on_fake}, LearnedSimilarity{1}, BalanceGate{}};
    Model model{composition, Vector<2>{}, Cpu{}, Seed{1}};
    Bits const before(model);
    train(model, ring(), {.batch = 16, .steps = 3});
    Bits const after(model);
    CHECK(after.encoder != before.encoder);
    return std::pair{after.discriminator != before.discriminator, after.decoder != before.decoder};
  };
  CHECK(moved(.68f, .68f) == std::pair{true, true});
  CHECK(moved(.2f, .68f) == std::pair{false, true});
  CHECK(moved(.68f, 1.2f) == std::pair{true, false});
  CHECK(moved(.2f, 1.2f) == std::pair{true, true});

  // In every step the gate's word is what happens, and its word is not that on reconstructed samples.
  BalanceGate const narrow{.equilibrium = .8f, .margin = .1f};
  VaeGan const composition{encoder, decoder, TanhFeatures{}, NonSaturating{}, LearnedSimilarity{1}, narrow};
  Model model{composition, Vector<2>{}, Cpu{}, Seed{1}};
  Bits before(model);
  int others = 0, discriminator_waits = 0, decoder_waits = 0;
  train(model, ring(), {.batch = 16, .steps = 150, .discriminator = Adam{.rate = .01f}}, [&](auto const& event) {
    auto const& terms = *event.objectives()[0].terms;
    auto cost = [&](std::size_t i) { return static_cast<double>(to_host(terms[i].value)[0]); };
    auto const moves = narrow(cost(0), cost(2)), other = narrow(cost(0), cost(1));
    others += moves.discriminator != other.discriminator || moves.decoder != other.decoder;
    discriminator_waits += !moves.discriminator;
    decoder_waits += !moves.decoder;
    Bits const after(event.model());
    CHECK((after.discriminator != before.discriminator) == moves.discriminator);
    CHECK((after.decoder != before.decoder) == moves.decoder);
    before = after;
  });
  CHECK(others > 0);
  CHECK(discriminator_waits > 0);
  CHECK(decoder_waits > 0);
}

TEST_CASE("a VAE-GAN learns to reconstruct through its discriminator's features") {
  VaeGan const composition{MlpEncoder{.latent = 2, .hidden = {32}}, MlpDecoder{.latent = 2, .hidden = {32}}, PlainFeatures{},
                           NonSaturating{}, LearnedSimilarity{1}};
  Model model{composition, Vector<2>{}, Cpu{.threads = 1}, Seed{1}};
  std::vector<float> values(512);
  data::copy_batch(ring(), Seed{2}, 5000, 256, values.data());
  auto const x = from_host(model.context(), Shape{256, 2}, values);
  auto error = [&] {
    auto const y = to_host(model.reconstruct(x));
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) sum += std::pow(static_cast<double>(y[i] - values[i]), 2) / 256;
    return sum;
  };
  double const before = error();
  train(model, ring(), {.batch = 64, .steps = 1000, .generator = Adam{.rate = 3e-3f}, .discriminator = Adam{.rate = 1e-3f}});
  INFO("squared error " << before << " before, " << error() << " after");
  CHECK(error() < .1 * before);
  CHECK(model.generate(10).shape() == Shape{10, 2});
  CHECK(model.discriminate(x).shape() == Shape{256, 1});
}

TEST_CASE("a VAE-GAN goes on bit for bit, with running statistics and a gate too") {
  auto check = [](auto const& composition, auto shape, auto const& data, TrainingOptions const& options) {
    TemporaryFolder folder;
    Trainer whole{Model{composition, shape, Cpu{.threads = 1}, Seed{1}}, options},
        first{Model{composition, shape, Cpu{.threads = 2}, Seed{1}}, options},
        second{Model{composition, shape, Cpu{.threads = 3}, Seed{99}}, options};
    whole.run(data, 8);
    first.run(data, 4);
    first.checkpoint(folder / "half");
    second.restore(folder / "half");
    CHECK(first.model() == second.model());
    second.run(data, 4);
    CHECK(whole.model() == second.model());
    CHECK(!(whole.model() == first.model()));
    save(whole.model(), folder / "weights");
    load(first.model(), folder / "weights");
    CHECK(whole.model() == first.model());
    Bits<std::decay_t<decltype(whole.model())>> const bits(whole.model());
    fill(first.model().context(), first.model().discriminator().parameters().view(0).data(), 1, 7.f);
    CHECK(!(whole.model() == first.model()));  // the discriminator counts
  };
  check(VaeGan{encoder, decoder, TanhFeatures{}, NonSaturating{}, LearnedSimilarity{.1f}}, Vector<2>{}, points(),
        {.batch = 20, .generator = RmsProp{}, .discriminator = Adam{}, .averaging = .9});
  auto const images = data::in_memory<Image<1, 8, 8>>(std::vector<float>(30 * 64, .5f));
  check(VaeGan{DCEncoder{.latent = 3, .width = 4}, DCGenerator{.latent = 3, .width = 4}, DCDiscriminator{.width = 4}, Minimax{},
               LearnedSimilarity{}, BalanceGate{}},
        Image<1, 8, 8>{}, images, {.batch = 8});
}

TEST_CASE("a VAE-GAN logs three objectives and refuses what does not fit") {
  TemporaryFolder folder;
  VaeGan const composition{encoder, decoder, TanhFeatures{}, NonSaturating{}};
  Model model{composition, Vector<2>{}, Cpu{}, Seed{1}};
  train(model, ring(), {.batch = 4, .steps = 20}, ProgressBar{}, CsvLog{folder / "log.csv", 10});
  CHECK_THAT(
      read_text(folder / "log.csv"),
      Catch::Matchers::Contains("discriminator real,discriminator reconstructed,discriminator generated,decoder "
                                "similarity,decoder reconstructed,decoder generated,encoder divergence,encoder similarity"));
  check_refusal<OptionError>([&] { train(model, ring(), {.steps = 1, .discriminator_steps = 2}); }, {"discriminator_steps"});
  check_refusal<OptionError>([&] { train(model, ring(), {.steps = 1, .simultaneous = true}); }, {"simultaneous"});
  auto make = [](auto const& c) { Model{c, Vector<2>{}, Cpu{}}; };
  check_refusal<OptionError>(
      [&] {
        make(VaeGan{encoder, decoder, TanhFeatures{}, NonSaturating{}, LearnedSimilarity{-1}});
      },
      {"weight", "-1"});
  check_refusal<OptionError>(
      [&] {
        make(VaeGan{encoder, decoder, TanhFeatures{}, NonSaturating{}, LearnedSimilarity{}, BalanceGate{.margin = 0}});
      },
      {"balance gate", "0"});
  check_refusal<ShapeError>([&] { model.discriminate(zeros<float>(model.context(), {2, 3})); }, {"discriminator", "{2, 3}"});
}
