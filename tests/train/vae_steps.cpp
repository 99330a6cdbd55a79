/// Steps of auto-encoders against their definition: the objective written out in plain C++, differentiated by central differences, and
/// moved by plain gradient descent with momentum.
#include "vae_networks.hpp"

using namespace gan;
using namespace test;

namespace {

/// The objectives of tiny_vae() and tiny_autoencoder() on Vector<2>.
struct Definition {
  bool variational;
  double reconstruction = 0, divergence = 0;

  /// The mean over the batch of both terms, where the parameters of encoder and decoder stand one after another.
  double operator()(Numbers const& theta, std::size_t decoder_at, Numbers const& x, Numbers const& noise) {
    reconstruction = divergence = 0;
    double const n = static_cast<double>(x.size() / 2);
    for (std::size_t s = 0; s + 1 < x.size(); s += 2) {
      LayerReader r{theta};
      Numbers const h = r.layer({x[s], x[s + 1]}, 7, true), mean = r.layer(h, 2, false);
      Numbers z = mean;
      if (variational) {
        Numbers const v = r.layer(h, 2, false);
        for (std::size_t j = 0; j < 2; ++j) {
          z[j] += std::exp(v[j] / 2) * noise[s + j];
          divergence -= (1 + v[j] - mean[j] * mean[j] - std::exp(v[j])) / 2 / n;
        }
      }
      r.at = decoder_at;
      Numbers const y = r.layer(r.layer(z, 5, true), 2, false);
      for (std::size_t j = 0; j < 2; ++j) {
        double const left = x[s + j] - y[j];
        reconstruction += (variational ? left * left / (2 * .25) + std::log(2 * pi * .25) / 2 : left * left) / n;
      }
    }
    return reconstruction + divergence;
  }
};

/// Three steps of the library and of the definition, on the same draws.
template <class G> void check_steps(G const& composition) {
  float const rate = .0625f, momentum = .5f;
  int const batch = 5;
  Trainer trainer{Model{composition, Vector<2>{}, Cpu{}, Seed{3}, double{}},
                  {.batch = batch, .generator = Sgd{rate, momentum}}};
  auto& model = trainer.model();
  Numbers theta = parameters_of(model.encoder());
  std::size_t const decoder_at = theta.size();
  for (double v : parameters_of(model.generator())) theta.push_back(v);
  Numbers velocity(theta.size());
  Definition definition{G::variational};
  std::vector<std::pair<std::string, double>> terms;
  for (int step = 0; step < 3; ++step) {
    trainer.run(points(), 1, [&](auto const& event) { terms = event.losses(); });
    std::vector<float> values(2 * batch);
    data::copy_batch(points(), Seed{3}, static_cast<std::uint64_t>(batch * step), batch, values.data());
    Numbers const x(values.begin(), values.end());
    Numbers const noise =
        to_host(model.noise(batch, random::key(Seed{3}, Stream::latent, static_cast<std::uint64_t>(2 * step))));
    definition(theta, decoder_at, x, noise);
    REQUIRE(terms.size() == (G::variational ? 2 : 1));
    CHECK(terms[0].first == "reconstruction");
    CHECK(terms[0].second == Approx(definition.reconstruction).epsilon(1e-10));
    if (G::variational) {
      CHECK(terms[1].first == "divergence");
      CHECK(terms[1].second == Approx(definition.divergence).epsilon(1e-10));
    }
    auto const slope = slope_of(theta, [&](Numbers const& at) { return definition(at, decoder_at, x, noise); });
    for (std::size_t i = 0; i < theta.size(); ++i) theta[i] += velocity[i] = momentum * velocity[i] - rate * slope[i];
  }
  Numbers got = parameters_of(model.encoder());
  for (double v : parameters_of(model.generator())) got.push_back(v);
  REQUIRE(got.size() == theta.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    INFO("parameter " << i << " of " << got.size() << ", the decoder's from " << decoder_at);
    CHECK(std::abs(got[i] - theta[i]) < 1e-8);
  }
}

}  // namespace

TEST_CASE("steps of an auto-encoder, variational and plain, are what their definition says") {
  check_steps(tiny_vae());
  check_steps(tiny_autoencoder());
}
