// A loss is what a real and a fake score cost the discriminator, and what a fake score costs the generator. Gradients, the gradient of
// a gradient under a penalty, the fused loop on the CPU and the kernel on a GPU follow from these three lines.
// ctest: 20
#include <iostream>
#include <gan/gan.hpp>

/// The squared hinge: a discriminator is content with scores beyond +1 and -1.
struct SquaredHinge {
  using score = gan::Logit;
  template <class S> GAN_HD auto real(S s) const { return square(relu(1 - s)); }
  template <class S> GAN_HD auto fake(S s) const { return square(relu(1 + s)); }
  template <class S> GAN_HD auto generator(S s) const { return -s; }
};

int main(int, char** arguments) {
  using namespace gan;
  std::cout << verify(SquaredHinge{}).text()
            << '\n';  // both orders of derivatives, no NaN, float like double; throws with a report

  auto ring = data::gaussian_ring({.modes = 8, .radius = 2, .sigma = 0.02f});
  Gan mine{MlpGenerator{.latent = 2}, MlpDiscriminator{}, SquaredHinge{}};
  Model model{mine, Vector<2>{}, Cpu{}, Seed{7}};
  train(model, ring, {.batch = 256, .steps = arguments[1] ? std::atoi(arguments[1]) : 2000}, ProgressBar{});

  std::cout << metric::mode_coverage(model.generate(1000), ring).modes << " of 8 modes\n";
}
