/// What the host's processor cannot do in a file that nvcc compiles.
#include <gan/gan.hpp>

using namespace gan;

[[maybe_unused]] static auto fits() {
  return Model{Gan{MlpGenerator{}, MlpDiscriminator{}, NonSaturating{}}, Vector<2>{}, Cuda{}, Seed{1}};
}

#if GAN_CASE == 1
// expect: Cpu needs a host compiler: put this in a .cpp
void use() {
  Model model{Gan{MlpGenerator{}, MlpDiscriminator{}, NonSaturating{}}, Vector<2>{}, Cpu{}, Seed{1}};
  train(model, data::gaussian_ring({}), {.batch = 8, .steps = 5});
}
#elif GAN_CASE == 2
// expect: this loss needs an Energy score (>= 0 per sample), but this discriminator gives a Logit; an AutoencoderEnergyD gives energies
auto wrong = Gan{MlpGenerator{}, MlpDiscriminator{}, MarginLoss{}};
#elif GAN_CASE == 3
// expect: Cpu needs a host compiler: in a .cu say verify(policy, Cuda{})
auto report = verify(MarginLoss{});
#endif
