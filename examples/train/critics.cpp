#include "run.hpp"

using namespace gan;

std::vector<System> critic_systems() {
  static char const
      wgan_summary[] = "Arjovsky et al. 2017: D: f(G(z)) - f(x), every parameter of f clipped; G: -f(G(z))",
      wgan_gp_summary[] =
          "Gulrajani et al. 2017: wgan with the penalty w (|grad f| - 1)^2 between samples in the place of clipping",
      ebgan_summary[] = "Zhao et al. 2017: an auto-encoder's error E as the energy; D: E(x) + max(0, m - E(G(z))), G: E(G(z))",
      ebgan_pt_summary[] = "ebgan with the pulling-away term on the codes of generated samples",
      ebgan_mlp_summary[] = "the fully connected ebgan-pt of the paper's search on MNIST";
  return {
      {"wgan", "digits", wgan_summary, [](Command const& c) { run(c, wgan_summary, systems::wgan(), digits_for(c)); }},
      {"wgan-gp", "digits", wgan_gp_summary,
       [](Command const& c) { run(c, wgan_gp_summary, systems::wgan_gp(), digits_for(c)); }},
      {"ebgan", "digits", ebgan_summary, [](Command const& c) { run(c, ebgan_summary, systems::ebgan(), digits_for(c)); }},
      {"ebgan-pt", "digits", ebgan_pt_summary,
       [](Command const& c) { run(c, ebgan_pt_summary, systems::ebgan_pt(), digits_for(c)); }},
      {"ebgan-mlp", "digits", ebgan_mlp_summary,
       [](Command const& c) { run(c, ebgan_mlp_summary, systems::ebgan_mlp(), digits_for(c)); }},
  };
}
