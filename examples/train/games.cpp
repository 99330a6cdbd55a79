#include "run.hpp"

using namespace gan;

std::vector<System> game_systems() {
  static char const gan_summary[] =
      "Goodfellow et al. 2014: maxout discriminator with dropout; D: -log D(x) - log(1 - D(G(z))), G: -log D(G(z))",
                    conditional_summary[] =
                        "the same with the class given to both networks (section 7; Mirza and Osindero 2014), convolutional",
                    dcgan_summary[] = "Radford et al. 2016: convolutional networks with batch norm, the loss of gan",
                    lsgan_summary[] =
                        "Mao et al. 2017: least squares on the networks of dcgan; D: (D(x) - b)^2/2 + (D(G(z)) - a)^2/2, G: "
                        "(D(G(z)) - c)^2/2";
  return {
      {"gan", "digits", gan_summary, [](Command const& c) { run(c, gan_summary, systems::original_gan(), digits_for(c)); }},
      {"conditional-gan", "digits", conditional_summary,
       [](Command const& c) { run(c, conditional_summary, systems::conditional_gan(), digits_for(c)); }},
      {"dcgan", "digits", dcgan_summary, [](Command const& c) { run(c, dcgan_summary, systems::dcgan(64), digits_for(c)); }},
      {"lsgan", "digits", lsgan_summary, [](Command const& c) { run(c, lsgan_summary, systems::lsgan(), digits_for(c)); }},
  };
}
