/// Every registered layer passes what users' layers must.
#include "verify.hpp"

TEST_CASE("verify accepts every activation") { test::verify_layers(policies::activations()); }
