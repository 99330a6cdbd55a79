/// What a training leaves to look at.
#include <gan/train/image_grid.hpp>
#include <gan/train/loss_curve.hpp>

#include "training.hpp"

using namespace gan;
using namespace test;

TEST_CASE("an image grid is written every few steps and at the end, a loss curve at the end") {
#if GAN_HAS_STB()
  TemporaryFolder folder;
  auto const images = data::in_memory<Image<1, 4, 4>>(std::vector<float>(160, .5f));
  Model model{own_networks(), Image<1, 4, 4>{}, Cpu{}, Seed{1}};
  train(model, images, {.batch = 8, .steps = 5}, ImageGrid{.folder = folder / "grids", .every = 2, .columns = 3, .count = 7},
        LossCurve{folder / "losses.png", 3});
  std::vector<std::string> names;
  for (auto const& entry : std::filesystem::directory_iterator(folder / "grids")) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  CHECK(names == std::vector<std::string>{"step-000002.png", "step-000004.png", "step-000005.png"});
  std::string const png = "\x89PNG";
  for (std::string const& path : {folder / "grids/step-000005.png", folder / "losses.png"})
    CHECK(read_text(path).substr(0, 4) == png);
  // The grids show the same latent vectors, so that one sees how samples change.
  save_image_grid(folder / "again.png", model.generate(7, Seed{1}), 3);
  CHECK(read_text(folder / "again.png") == read_text(folder / "grids/step-000005.png"));

  check_refusal<ShapeError>(
      [&] {
        save_image_grid(folder / "x.png", zeros<float>(model.context(), {4, 16}), 2);
      },
      {"{n, height, width, channels}", "{4, 16}"});
  check_refusal<OptionError>([&] { LossCurve(folder / "x", 0); }, {"at least 1 step"});
#else
  GAN_SKIP("pictures need stb, and this build has none");
#endif
}
