// verify on the card: the same checks in the kernels that train there.
#include <gan/loss/minimax.hpp>
#include <gan/nn/linear.hpp>
#include <gan/regularizer/gradient_penalty.hpp>
#include <gan/verify/verify.hpp>

#include "card.hpp"

using namespace gan;

TEST_CASE("on the card verify accepts a loss, a penalty and a layer") {
  NEEDS_A_CARD();
  CHECK(verify(Minimax{}, Cuda{}).scores > 1000);
  CHECK(verify(GradientPenalty{}, Cuda{}).text().find("discriminator_term: its gradient by the parameters") == 0);
  CHECK(verify(Linear{3, 4}, Cuda{}).text().find("samples of shape {3}:") == 0);
}
