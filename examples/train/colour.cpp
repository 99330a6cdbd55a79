#include "run.hpp"

using namespace gan;

namespace {
constexpr char const
    *dcgan_summary =
        "Radford et al. 2016: convolutional networks with batch norm; D: -log D(x) - log(1 - D(G(z))), G: -log D(G(z))",
    *wgan_gp_summary = "Gulrajani et al. 2017 with its residual networks: D: f(G(z)) - f(x) + w (|grad f| - 1)^2, G: -f(G(z))",
    *ebgan_pt_summary = "Zhao et al. 2017: an auto-encoder's error as the energy, and the pulling-away term";

auto cifar10(Command const& c) { return data::cifar10(c.folder.empty() ? "data/cifar-10-batches-bin" : c.folder); }
auto pictures(Command const& c) {
  require<OptionError>(!c.folder.empty(), "--data pictures needs --folder with PNG or JPEG files");
  return data::image_folder<Image<3, 64, 64>>(c.folder);
}
}  // namespace

std::vector<System> colour_systems() {
  return {
      {"dcgan", "cifar10", dcgan_summary, [](Command const& c) { run(c, dcgan_summary, systems::dcgan(), cifar10(c)); }},
      {"wgan-gp", "cifar10", wgan_gp_summary,
       [](Command const& c) { run(c, wgan_gp_summary, systems::wgan_gp_resnet(), cifar10(c)); }},
      {"dcgan", "pictures", dcgan_summary, [](Command const& c) { run(c, dcgan_summary, systems::dcgan(), pictures(c)); }},
      {"ebgan-pt", "pictures", ebgan_pt_summary,
       [](Command const& c) { run(c, ebgan_pt_summary, systems::ebgan_pt(20), pictures(c)); }},
  };
}
