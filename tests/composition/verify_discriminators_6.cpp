/// Every registered network: its derivatives, and what it says of mixing samples.
#include "verify.hpp"

TEST_CASE("verify accepts the layers of every discriminator, 6") {
  test::verify_discriminators(policies::part<11>(policies::discriminators()));
}
