/// Every registered network: its derivatives, and what it says of mixing samples.
#include "verify.hpp"

TEST_CASE("verify accepts the layers of every discriminator, 5") {
  test::verify_discriminators(policies::part<9, 11>(policies::discriminators()));
}
