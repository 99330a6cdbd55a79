/// What compositions for all conditionals refuse.
#include <gan/gan.hpp>

using namespace gan;

[[maybe_unused]] static auto fits() {
  return Model{Gan{MaskedGenerator{Vector<2>{}, MlpCompleter{}, RandomPixels{}}, MaskedD{MlpDiscriminator{}}, NonSaturating{}},
               Vector<2>{}, Cpu{}, Seed{1}};
}
[[maybe_unused]] static auto plain() {
  return Model{Gan{MlpGenerator{}, MlpDiscriminator{}, NonSaturating{}}, Vector<2>{}, Cpu{}, Seed{1}};
}

#if GAN_CASE == 1
// expect: a masked generator and a masked discriminator need each other: MaskedGenerator{Image<1, 28, 28>{}, DCCompleter{}, RandomPixels{}} with MaskedD{discriminator}
auto wrong = Gan{MaskedGenerator{Vector<2>{}, MlpCompleter{}, RandomPixels{}}, MlpDiscriminator{}, NonSaturating{}};
#elif GAN_CASE == 2
// expect: a masked generator and a masked discriminator need each other: MaskedGenerator{Image<1, 28, 28>{}, DCCompleter{}, RandomPixels{}} with MaskedD{discriminator}
auto wrong = Gan{MlpGenerator{}, MaskedD{MlpDiscriminator{}}, NonSaturating{}};
#elif GAN_CASE == 3
// expect: a masked generator completes samples of the shape that it was made with
auto wrong =
    Model{Gan{MaskedGenerator{Vector<3>{}, MlpCompleter{}, RandomPixels{}}, MaskedD{MlpDiscriminator{}}, NonSaturating{}},
          Vector<2>{}, Cpu{}, Seed{1}};
#elif GAN_CASE == 4
// expect: only a masked generator completes samples: MaskedGenerator{Image<1, 28, 28>{}, DCCompleter{}, RandomPixels{}} with MaskedD{discriminator}
void use() {
  auto model = plain();
  auto whole = complete(model, model.generate(2), model.generate(2));
}
#elif GAN_CASE == 5
// expect: a masked discriminator judges samples by what was given of them: discriminate(samples, masks)
auto scores = fits().discriminate(fits().generate(2));
#elif GAN_CASE == 6
// expect: only a masked discriminator judges by masks: MaskedD{discriminator}
auto scores = plain().discriminate(plain().generate(2), plain().generate(2));
#elif GAN_CASE == 7
// expect: a DC network needs images: use Image<C, H, W>, or an Mlp network for a Vector
auto wrong =
    Model{Gan{MaskedGenerator{Vector<2>{}, MlpCompleter{}, MissingRectangle{}}, MaskedD{MlpDiscriminator{}}, NonSaturating{}},
          Vector<2>{}, Cpu{}, Seed{1}};
#endif
