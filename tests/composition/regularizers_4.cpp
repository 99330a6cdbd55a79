/// Every regularizer with every discriminator that it fits, see step.hpp.
#include "step.hpp"

TEST_CASE("every regularizer steps once with every discriminator that it fits, 4") {
  CHECK(test::step_regularizers(policies::regularizers(), policies::part<9, 11>(policies::discriminators())) > 0);
}
