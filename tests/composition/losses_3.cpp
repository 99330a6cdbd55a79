/// Every loss with every discriminator that it fits, see step.hpp.
#include "step.hpp"

TEST_CASE("every loss steps once with every discriminator that it fits, 3") {
  CHECK(test::step_losses(policies::losses(), policies::part<5, 7>(policies::discriminators())) > 0);
}
