/// A training of a model on what it cannot be trained on.
#include <gan/gan.hpp>

using namespace gan;

[[maybe_unused]] static auto model() {
  return Model{Gan{MlpGenerator{}, MlpDiscriminator{}, NonSaturating{}}, Vector<2>{}, Cpu{}, Seed{1}};
}

#if GAN_CASE == 1
// expect: the data set's samples have another shape than the model's; use a data set of the model's Image or Vector
void use() {
  auto m = model();
  train(m, data::in_memory<Vector<3>>({1, 2, 3}), {.batch = 1, .steps = 1});
}
#elif GAN_CASE == 2
// expect: the data set's samples have another shape than the model's; use a data set of the model's Image or Vector
void use() {
  Trainer trainer{model(), {.batch = 1}};
  trainer.run(data::in_memory<Image<1, 1, 2>>({1, 1}), 5);
}
#elif GAN_CASE == 3
// expect: an ImageGrid needs a model of images; a Vector has no pixels
void use() {
  auto m = model();
  train(m, data::gaussian_ring({}), {.batch = 1, .steps = 1}, ImageGrid{});
}
#elif GAN_CASE == 4
// expect: the data set's samples have another shape than the model's; use a data set of the model's Image or Vector
void use() {
  auto m = model();
  train(m, data::in_memory<Image<1, 1, 2>>({1, 1}), {.batch = 1, .steps = 1}, ProgressBar{}, CsvLog{});
}
#elif GAN_CASE == 5
// expect: training needs a data set (data/dataset.hpp says what it has); data::in_memory<Sample>(values) makes one of your own samples
void use() {
  auto m = model();
  train(m, std::vector<float>{1, 2}, {.batch = 1, .steps = 1}, ProgressBar{});
}
#elif GAN_CASE == 6
// expect: this composition learns from labels, but the data set has none; use one with classes, or data::partly_labelled of one
void use() {
  Codes const codes{.categorical = {10}};
  Model m{Gan{Coded{MlpGenerator{}, codes}, LabelledCodeHead{MlpDiscriminator{}, codes}, NonSaturating{},
              SemiSupervisedInformation{}},
          Vector<2>{}, Cpu{}, Seed{1}};
  train(m, data::gaussian_ring({}), {.batch = 1, .steps = 1});
}
#endif
