// An f-divergence of one's own is two functions of a critic's value v: g, which increases and reaches where the conjugate f* is finite,
// and h = f*(g). With f beside them `verify` can tell whether they belong together.
// ctest: 20
#include <iostream>
#include <gan/gan.hpp>

/// int (p - q)^2 / (p + q), triangular discrimination: f*(t) = (sqrt(1 - t) - 2)^2 - 1 for -3 <= t < 1, and -1 below.
struct Triangular {
  template <class S> GAN_HD auto g(S v) const { return 1 - square(softplus(-v)); }
  template <class S> GAN_HD auto h(S v) const { return square(min(softplus(-v), 2) - 2) - 1; }
  template <class S> GAN_HD auto f(S u) const { return square(u - 1) / (u + 1); }
};

int main(int, char** arguments) {
  using namespace gan;
  std::cout << verify(Triangular{}).text() << '\n';  // that h is the conjugate, too; throws with a report

  auto ring = data::gaussian_ring({.modes = 8, .radius = 2, .sigma = 0.02f});
  Gan mine{MlpGenerator{.latent = 2}, MlpDiscriminator{}, FDivergence<Triangular>{}};
  Model model{mine, Vector<2>{}, Cpu{}, Seed{7}};
  Adam const slow{.rate = 2e-4f, .beta1 = 0.5f};
  train(model, ring,
        {.batch = 256, .steps = arguments[1] ? std::atoi(arguments[1]) : 2000, .generator = slow, .discriminator = slow},
        ProgressBar{});

  std::cout << metric::mode_coverage(model.generate(1000), ring).modes << " of 8 modes\n";
}
