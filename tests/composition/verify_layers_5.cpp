/// Every registered layer passes what users' layers must.
#include "verify.hpp"

TEST_CASE("verify accepts every convolution") { test::verify_layers(policies::convolutions()); }
