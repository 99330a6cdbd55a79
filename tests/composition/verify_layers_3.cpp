/// Every registered layer passes what users' layers must.
#include "verify.hpp"

TEST_CASE("verify accepts every dense layer") { test::verify_layers(policies::dense_layers()); }
