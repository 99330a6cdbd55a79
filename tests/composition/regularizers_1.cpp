/// Every regularizer with every discriminator that it fits, see step.hpp.
#include "step.hpp"

TEST_CASE("every regularizer steps once with every discriminator that it fits, 1") {
  CHECK(test::step_regularizers(policies::regularizers(), policies::part<0, 4>(policies::discriminators())) > 0);
}
