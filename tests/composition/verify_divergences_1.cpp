/// Every registered divergence passes what users' divergences must.
#include "verify.hpp"

TEST_CASE("verify accepts every divergence, 1") { test::verify_all(policies::part<0, 5>(policies::divergences())); }
