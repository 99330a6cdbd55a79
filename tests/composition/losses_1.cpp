/// Every loss with every discriminator that it fits, see step.hpp.
#include "step.hpp"

TEST_CASE("every loss steps once with every discriminator that it fits, 1") {
  CHECK(test::step_losses(policies::losses(), policies::part<0, 3>(policies::discriminators())) > 0);
}
