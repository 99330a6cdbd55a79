/// What conditional compositions refuse.
#include <gan/gan.hpp>

using namespace gan;

[[maybe_unused]] static auto fits() {
  return Model{
      Gan{ConditionalGenerator{MlpGenerator{}, Classes<3>{}}, ConditionalD{MlpDiscriminator{}, Classes<3>{}}, NonSaturating{}},
      Vector<2>{}, Cpu{}, Seed{1}};
}
[[maybe_unused]] static auto plain() {
  return Model{Gan{MlpGenerator{}, MlpDiscriminator{}, NonSaturating{}}, Vector<2>{}, Cpu{}, Seed{1}};
}

#if GAN_CASE == 1
// expect: generator and discriminator need the same condition: ConditionalGenerator{generator, Classes<10>{}} with ConditionalD{discriminator, Classes<10>{}}
auto wrong = Gan{ConditionalGenerator{MlpGenerator{}, Classes<3>{}}, MlpDiscriminator{}, NonSaturating{}};
#elif GAN_CASE == 2
// expect: generator and discriminator need the same condition: ConditionalGenerator{generator, Classes<10>{}} with ConditionalD{discriminator, Classes<10>{}}
auto wrong =
    Gan{ConditionalGenerator{MlpGenerator{}, Classes<3>{}}, ConditionalD{MlpDiscriminator{}, Classes<4>{}}, NonSaturating{}};
#elif GAN_CASE == 3
// expect: this composition learns from labels, but the data set has none; use one with classes, or data::partly_labelled of one
void use() {
  auto model = fits();
  train(model, data::in_memory<Vector<2>>({1, 2}), {.batch = 1, .steps = 1});
}
#elif GAN_CASE == 4
// expect: the data set has another number of classes than this composition is conditioned on
void use() {
  auto model = fits();
  train(model, data::in_memory<Vector<2>, 4>({1, 2}, {3}), {.batch = 1, .steps = 1});
}
#elif GAN_CASE == 5
// expect: samples of given classes need a conditional generator: ConditionalGenerator{generator, Classes<10>{}}
auto samples = plain().generate(std::vector{1, 2});
#elif GAN_CASE == 6
// expect: a conditional discriminator judges samples of given classes: discriminate(samples, classes)
auto scores = fits().discriminate(fits().generate(2));
#elif GAN_CASE == 7
// expect: only a conditional discriminator judges by classes: ConditionalD{discriminator, Classes<10>{}}
auto scores = plain().discriminate(plain().generate(2), {0, 1});
#endif
