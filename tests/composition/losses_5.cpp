/// Every loss with every discriminator that it fits, see step.hpp.
#include "step.hpp"

TEST_CASE("every loss steps once with every discriminator that it fits, 5") {
  CHECK(test::step_losses(policies::losses(), policies::part<10>(policies::discriminators())) > 0);
}
