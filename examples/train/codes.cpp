#include "run.hpp"

using namespace gan;

std::vector<System> code_systems() {
  static char const info_summary[] =
      "Chen et al. 2016: the loss of gan and -log Q(c | G(z, c)) in both objectives, c ten values and two numbers",
                    ss_summary[] = "Spurr et al. 2017: info-gan whose ten values are tied to the digits by 132 labels";
  return {
      {"info-gan", "digits", info_summary, [](Command const& c) { run(c, info_summary, systems::info_gan(), digits_for(c)); }},
      {"ss-info-gan", "digits", ss_summary,
       [](Command const& c) {
         run(c, ss_summary, systems::ss_info_gan(),
             data::partly_labelled(digits_for(c), {.labelled = 132, .samples_per_epoch = 12'800}));
       }},
  };
}
