// A generator and a discriminator of one's own: hyper-parameters, and the layers they make for a sample's shape.
// ctest:
#include <iostream>
#include <gan/gan.hpp>

using namespace gan;

struct NarrowGenerator {
  int latent = 16, width = 48;
  template <class Sample> auto layers(Sample) const {
    return Sequential{Linear{latent, width}, LayerNorm{width}, Relu{}, Linear{width, Sample::size}, Tanh{}, Reshape<Sample>{}};
  }
};

struct NarrowDiscriminator {
  using score = Logit;                          // what it gives: one unbounded number for each sample
  static constexpr bool mixes_samples = false;  // no layer looks at more than one sample of a batch
  int width = 48;
  template <class Sample> auto layers(Sample) const {
    return Sequential{Flatten{}, Linear{Sample::size, width}, LeakyRelu{0.2f}, Dropout{0.8f}, Linear{width, 1}};
  }
};

int main() {
  // Own samples: 200 images of 8 x 8 pixels in [-1, 1], each with one bright column.
  std::vector<float> pixels(200 * 64, -1.f);
  for (std::size_t image = 0; image < 200; ++image)
    for (std::size_t row = 0; row < 8; ++row) pixels[64 * image + 8 * row + image % 8] = 1;
  auto columns = data::in_memory<Image<1, 8, 8>>(pixels);

  Gan narrow{NarrowGenerator{}, NarrowDiscriminator{}, NonSaturating{}};
  Model model{narrow, Image<1, 8, 8>{}, Cpu{}, Seed{1}};
  train(model, columns, {.batch = 32, .steps = 5000}, [](auto const& event) {  // after each step; false ends the training
    if (event.step % 100 == 0) std::cout << event.step << ": " << event.discriminator_loss() << '\n';
    return event.step < 400;
  });
  save(model, "narrow.safetensors");

  Model again{narrow, Image<1, 8, 8>{}, Cpu{}, Seed{2}};
  load(again, "narrow.safetensors");
  auto images = again.generate(16, Seed{5});
  std::cout << "mean score of generated images: " << mean(constant(again.discriminate(images))).item() << '\n';
  save_image_grid("narrow.png", images, 4);
}
