/// Every registered loss passes what users' losses must.
#include "verify.hpp"

TEST_CASE("verify accepts every loss, 1") { test::verify_all(policies::part<0, 5>(policies::losses())); }
