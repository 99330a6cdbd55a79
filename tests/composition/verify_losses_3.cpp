/// Every registered loss passes what users' losses must.
#include "verify.hpp"

TEST_CASE("verify accepts every loss, 3") { test::verify_all(policies::part<10>(policies::losses())); }
