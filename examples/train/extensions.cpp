#include "run.hpp"

using namespace gan;

std::vector<System> extension_systems() {
  static char const conditional_summary[] =
      "Mirza and Osindero 2014: gan with the class given to both fully connected networks",
                    conditionals_summary[] =
                        "Goodfellow et al. 2014, section 7: one network for all conditionals, which completes digits of which "
                        "half of the pixels are missing; the loss of gan",
                    ladder_summary[] =
                        "Zhao et al. 2017, section 4.3: a ladder network's error as the energy of ebgan, 100 labels, a margin "
                        "that falls to 0";
  return {
      {"conditional-mlp", "digits", conditional_summary,
       [](Command const& c) { run(c, conditional_summary, systems::conditional_gan_mlp(), digits_for(c)); }},
      {"all-conditionals", "digits", conditionals_summary,
       [](Command const& c) { run(c, conditionals_summary, systems::all_conditionals(), digits_for(c)); }},
      {"ebgan-ladder", "digits", ladder_summary,
       [](Command const& c) {
         run(c, ladder_summary, systems::ebgan_ladder(), data::partly_labelled(digits_for(c), {.labelled = 100}));
       }},
  };
}
