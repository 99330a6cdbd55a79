/// Every registered network: its derivatives, and what it says of mixing samples.
#include "verify.hpp"

TEST_CASE("verify accepts the layers of every generator, 2") {
  test::verify_generators(policies::part<3, 5>(policies::generators()));
}
