/// Every registered network: its derivatives, and what it says of mixing samples.
#include "verify.hpp"

TEST_CASE("verify accepts the layers of every discriminator, 4") {
  test::verify_discriminators(policies::part<7, 9>(policies::discriminators()));
}
