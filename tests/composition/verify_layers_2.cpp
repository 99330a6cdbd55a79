/// Every registered layer passes what users' layers must.
#include "verify.hpp"

TEST_CASE("verify accepts every layer that changes shapes, and dropout") { test::verify_layers(policies::shapes()); }
