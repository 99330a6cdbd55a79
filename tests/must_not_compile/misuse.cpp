/// Mistakes that users make with the networks for images, as they would write them.
#include <gan/gan.hpp>

using namespace gan;

namespace {
[[maybe_unused]] void fits() {
  Model a{Gan{DCGenerator{}, AutoencoderEnergyD{}, MarginLoss{}, PullingAway{}}, Image<1, 28, 28>{}, Cpu{}, Seed{1}};
  Gan b{DCGenerator{}, DCCritic{}, Wasserstein{}, GradientPenalty{}};
  Gan c{MlpGenerator{}, MaxoutD{}, Minimax{}};
  (void)a, (void)b, (void)c;
}
Gan const dcgan{DCGenerator{}, DCDiscriminator{}, NonSaturating{}};
}  // namespace

#if GAN_CASE == 1
// expect: this loss needs an Energy score (>= 0 per sample), but this discriminator gives a Logit; an AutoencoderEnergyD gives energies
Gan wrong{DCGenerator{}, DCDiscriminator{}, MarginLoss{}};
#elif GAN_CASE == 2
// expect: this loss needs a Logit score (one unbounded number per sample), but this discriminator gives another; a DCDiscriminator or an MlpDiscriminator gives logits
Gan wrong{DCGenerator{}, AutoencoderEnergyD{}, Wasserstein{}};
#elif GAN_CASE == 3
// expect: a per-sample penalty needs a discriminator that treats samples independently (no batch statistics); use DCCritic
Gan wrong{DCGenerator{}, DCDiscriminator{}, Wasserstein{}, GradientPenalty{}};
#elif GAN_CASE == 4
// expect: a DC network doubles its image from a small map: height and width must be divisible by 4
void use() {
  Model model{dcgan, Image<1, 30, 30>{}, Cpu{}, Seed{1}};
  train(model, data::in_memory<Image<1, 30, 30>>(std::vector<float>(900)), {.batch = 1, .steps = 1});
  auto images = model.generate(4);
}
#elif GAN_CASE == 5
// expect: a DC network doubles its image from a small map: height and width must be divisible by 4
Model model{Gan{MlpGenerator{}, DCDiscriminator{}, NonSaturating{}}, Image<3, 32, 30>{}, Cpu{}, Seed{1}};
#elif GAN_CASE == 6
// expect: a DC network needs images: use Image<C, H, W>, or an Mlp network for a Vector
void use() {
  Model model{dcgan, Vector<2>{}, Cpu{}, Seed{1}};
  train(model, data::gaussian_ring({}), {.batch = 1, .steps = 1}, ProgressBar{});
  auto scores = model.discriminate(model.generate(4));
}
#elif GAN_CASE == 7
// expect: a DC network needs images: use Image<C, H, W>, or an Mlp network for a Vector
Model model{Gan{DCGenerator{}, MlpDiscriminator{}, NonSaturating{}}, Vector<784>{}, Cpu{}, Seed{1}};
#elif GAN_CASE == 8
// expect: Cuda needs nvcc: compile this file as .cu
void use() {
  Model model{dcgan, Image<1, 28, 28>{}, Cuda{}, Seed{1}};
  train(model, data::drawn_digits(), {.batch = 64, .epochs = 1});
}
#elif GAN_CASE == 9
// expect: the data set's samples have another shape than the model's; use a data set of the model's Image or Vector
void use() {
  Model model{dcgan, Image<1, 28, 28>{}, Cpu{}, Seed{1}};
  train(model, data::in_memory<Image<3, 28, 28>>(std::vector<float>(2352)), {.batch = 64, .epochs = 1});
}
#elif GAN_CASE == 10
// expect: Cuda needs nvcc: compile this file as .cu
Context<Cuda> context{Seed{1}};
#endif
