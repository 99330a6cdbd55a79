// A regularizer adds a term to a network's objective. It may differentiate the network itself: it says so with second_order.
// ctest: 20
#include <iostream>
#include <gan/gan.hpp>

/// R1 of Mescheder et al. 2018, eq. 9: the discriminator's squared slope at real samples.
struct R1 {
  static constexpr bool second_order = true, per_sample = true;
  static constexpr char const* name = "R1";  // in logs
  float weight = 10;

  template <class Step> auto discriminator_term(Step& step) const {
    auto x = step.differentiable(step.real());
    auto slope = gan::grad(gan::sum(step.discriminator(x)), x, gan::create_graph);
    return weight / 2 * gan::mean(gan::sum_per_sample(gan::square(slope)));
  }
};

int main(int, char** arguments) {
  using namespace gan;
  auto ring = data::gaussian_ring({.modes = 8, .radius = 2, .sigma = 0.02f});
  Model model{Gan{MlpGenerator{.latent = 2}, MlpDiscriminator{}, NonSaturating{}, R1{.weight = 0.1f}}, Vector<2>{}, Cpu{},
              Seed{7}};
  train(model, ring, {.batch = 256, .steps = arguments[1] ? std::atoi(arguments[1]) : 2000}, ProgressBar{}, CsvLog{"r1.csv"});
  std::cout << metric::mode_coverage(model.generate(1000), ring).modes << " of 8 modes\n";
}
