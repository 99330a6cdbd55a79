/// Every registered layer passes what users' layers must.
#include "verify.hpp"

TEST_CASE("verify accepts every norm") { test::verify_layers(policies::norms()); }
