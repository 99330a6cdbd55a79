/// Every registered regularizer passes what users' regularizers must.
#include "verify.hpp"

TEST_CASE("verify accepts every regularizer, 1") { test::verify_all(policies::part<0, 7>(policies::regularizers())); }
