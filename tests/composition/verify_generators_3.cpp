/// Every registered network: its derivatives, and what it says of mixing samples.
#include "verify.hpp"

TEST_CASE("verify accepts the layers of every generator, 3") {
  test::verify_generators(policies::part<5>(policies::generators()));
}
