#pragma once
#include <gan/io/image.hpp>
#include <gan/train/loop.hpp>

namespace gan {

/// Writes samples {n, H, W, C} in [-1, 1] as one PNG, `columns` to a row. Throws FileError where it cannot be written.
template <class T, class Device> void save_image_grid(std::string const& path, Tensor<T, Device> const& images, int columns) {
  require<ShapeError>(images.shape().rank() == 4, path, ": a grid needs images {n, height, width, channels}, not ",
                      images.shape());
  auto const host = to_host(images);
  std::vector<float> const pixels(host.begin(), host.end());
  Shape const& s = images.shape();
  save_image_grid(path, pixels.data(), s[0], static_cast<int>(s[1]), static_cast<int>(s[2]), static_cast<int>(s[3]), columns);
}

/// Writes a grid of generated samples from fixed latent vectors every so often: folder/step-001000.png.
struct ImageGrid {
  std::string folder = "samples";
  std::int64_t every = 0;  ///< steps between pictures; 0: ten pictures in a run of known length, else every 500 steps
  int columns = 8;
  int count = 64;

  template <class M> void begin(Event<M> const& event) {
    static_assert(M::sample::is_image, "an ImageGrid needs a model of images; a Vector has no pixels");
    io::make_folders(folder);
    if (every <= 0) every = event.steps ? std::max<std::int64_t>(1, event.steps / 10) : 500;
  }
  template <class M> void operator()(Event<M> const& event) {
    if (event.step % every == 0) write(event);
  }
  template <class M> void end(Event<M> const& event) {
    if (event.step % every != 0) write(event);
  }

 private:
  template <class M> void write(Event<M> const& event) const {
    char name[32];
    std::snprintf(name, sizeof name, "/step-%06lld.png", static_cast<long long>(event.step));
    save_image_grid(folder + name, event.model().generate(count, Seed{1}), columns);
  }
};

}  // namespace gan
