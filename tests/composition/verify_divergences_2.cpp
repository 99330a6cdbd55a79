/// Every registered divergence passes what users' divergences must.
#include "verify.hpp"

TEST_CASE("verify accepts every divergence, 2") { test::verify_all(policies::part<5>(policies::divergences())); }

TEST_CASE("verify accepts every likelihood") { test::verify_all(policies::likelihoods()); }
