/// Steps of a VAE-GAN against their definition: three objectives written out in plain C++, differentiated by central differences, each
/// by the parameters of its own network.
#include <gan/loss/minimax.hpp>

#include "vae_networks.hpp"

using namespace gan;
using namespace test;

namespace {

double softplus(double s) { return std::max(s, 0.) + std::log1p(std::exp(-std::abs(s))); }

/// The networks of one step, and the objectives of Larsen et al. 2016 in the form in which all of them are minimised.
struct Definition {
  bool minimax;
  double weight;
  Numbers x, eps, prior;
  Numbers encoder, decoder, discriminator;

  struct Seen {
    Numbers features;
    double score;
  };
  static Numbers decode(Numbers const& theta, Numbers const& z) {
    LayerReader r{theta};
    return r.layer(r.layer(z, 5, true), 2, false);
  }
  static Seen see(Numbers const& theta, Numbers const& x) {
    LayerReader r{theta};
    Numbers const f = r.layer(x, 3, true);
    return {f, r.layer(f, 1, false)[0]};
  }
  double generator_cost(double s) const { return minimax ? -softplus(s) : softplus(-s); }

  /// Means over the batch of: divergence, similarity, and what the scores of x, x~ and x_p cost discriminator and decoder.
  struct Terms {
    double divergence = 0, similarity = 0, real = 0, fake_reconstructed = 0, fake_generated = 0, reconstructed = 0,
           generated = 0;
  };
  Terms terms(Numbers const& e, Numbers const& g, Numbers const& d, Numbers const& fixed_d) const {
    Terms t;
    double const n = static_cast<double>(x.size() / 2);
    for (std::size_t s = 0; s + 1 < x.size(); s += 2) {
      Numbers const one{x[s], x[s + 1]};
      LayerReader r{e};
      Numbers const h = r.layer(one, 4, true), mean = r.layer(h, 2, false), v = r.layer(h, 2, false);
      Numbers z(2);
      for (std::size_t j = 0; j < 2; ++j) {
        z[j] = mean[j] + std::exp(v[j] / 2) * eps[s + j];
        t.divergence += (mean[j] * mean[j] + std::exp(v[j]) - 1 - v[j]) / 2 / n;
      }
      Numbers const rec = decode(g, z), gen = decode(g, {prior[s], prior[s + 1]});
      Seen const sx = see(d, one), sr = see(d, rec), sg = see(d, gen), fixed = see(fixed_d, one);
      for (std::size_t j = 0; j < 3; ++j)
        t.similarity += std::pow(fixed.features[j] - see(fixed_d, rec).features[j], 2) / 2 / n;
      t.real += softplus(-sx.score) / n;
      t.fake_reconstructed += softplus(sr.score) / n;
      t.fake_generated += softplus(sg.score) / n;
      t.reconstructed += generator_cost(sr.score) / n;
      t.generated += generator_cost(sg.score) / n;
    }
    return t;
  }
  double of_encoder(Numbers const& at) const {
    Terms const t = terms(at, decoder, discriminator, discriminator);
    return t.divergence + t.similarity;
  }
  double of_decoder(Numbers const& at) const {
    Terms const t = terms(encoder, at, discriminator, discriminator);
    return weight * t.similarity + t.reconstructed + t.generated;
  }
  double of_discriminator(Numbers const& at) const {
    Terms const t = terms(encoder, decoder, at, discriminator);
    return t.real + t.fake_reconstructed + t.fake_generated;
  }
};

template <class F> void descend(Numbers& theta, double rate, F const& f) {
  Numbers const slope = slope_of(theta, f);
  for (std::size_t i = 0; i < theta.size(); ++i) theta[i] -= rate * slope[i];
}

template <class Loss> void check_steps(Loss const& loss, bool minimax, float weight) {
  float const rate = .125f;
  VaeGan const composition{encoder, decoder, TanhFeatures{}, loss, LearnedSimilarity{weight}};
  Trainer trainer{Model{composition, Vector<2>{}, Cpu{}, Seed{3}, double{}},
                  {.batch = 5, .generator = Sgd{rate}, .discriminator = Sgd{2 * rate}}};
  auto& model = trainer.model();
  Definition now{minimax,
                 static_cast<double>(weight),
                 {},
                 {},
                 {},
                 parameters_of(model.encoder()),
                 parameters_of(model.generator()),
                 parameters_of(model.discriminator())};
  for (int step = 0; step < 3; ++step) {
    std::vector<std::pair<std::string, double>> losses;
    trainer.run(points(), 1, [&](auto const& event) { losses = event.losses(); });
    std::vector<float> values(10);
    data::copy_batch(points(), Seed{3}, static_cast<std::uint64_t>(5 * step), 5, values.data());
    now.x.assign(values.begin(), values.end());
    auto noise = [&](std::uint32_t pass) {
      auto key = random::key(Seed{3}, Stream::latent, static_cast<std::uint64_t>(2 * step));
      key.stream += 0x100u * pass;
      return to_host(model.noise(5, key));
    };
    now.eps = noise(0);
    now.prior = noise(1);
    CHECK(now.eps != now.prior);
    Definition next = now;
    REQUIRE(losses.size() == 3);
    CHECK(losses[0] == std::pair<std::string, double>{"discriminator", losses[0].second});
    CHECK(losses[0].second == Approx(now.of_discriminator(now.discriminator)).epsilon(1e-10));
    CHECK(losses[1].second == Approx(now.of_decoder(now.decoder)).epsilon(1e-10));
    CHECK(losses[2].second == Approx(now.of_encoder(now.encoder)).epsilon(1e-10));
    descend(next.encoder, rate, [&](Numbers const& at) { return now.of_encoder(at); });
    descend(next.decoder, rate, [&](Numbers const& at) { return now.of_decoder(at); });
    descend(next.discriminator, 2 * rate, [&](Numbers const& at) { return now.of_discriminator(at); });
    now = next;
  }
  auto near = [](char const* name, Numbers const& got, Numbers const& expected) {
    REQUIRE(got.size() == expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      INFO(name << ", parameter " << i);
      CHECK(std::abs(got[i] - expected[i]) < 1e-8);
    }
  };
  near("encoder", parameters_of(model.encoder()), now.encoder);
  near("decoder", parameters_of(model.generator()), now.decoder);
  near("discriminator", parameters_of(model.discriminator()), now.discriminator);
}

}  // namespace

TEST_CASE("steps of a VAE-GAN are what the three objectives say, all at the old parameters") {
  check_steps(NonSaturating{}, false, .5f);
  check_steps(Minimax{}, true, 2.f);
  check_steps(Minimax{}, true, 0.f);
}
