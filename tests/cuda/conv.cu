#include "convolutions.hpp"

using namespace gan;

TEMPLATE_TEST_CASE("three directions of convolutions on the card agree with naive loops", "", float, double) {
  NEEDS_A_CARD();
  CudaContext context;
  check_convolutions<TestType>(context);
}

TEST_CASE("convolutions on the card agree with naive loops at any precision") {
  NEEDS_A_CARD();
  for (Precision precision : {Precision::tf32, Precision::bf16}) {
    CudaContext context(Cuda{.precision = precision}, {});
    check_convolutions<float>(context);
  }
}
