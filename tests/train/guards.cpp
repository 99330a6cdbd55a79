/// What a device that goes on by itself is asked now and then: whether an update was held back.
#include <cmath>
#include <limits>

#include <gan/backend/cpu/backend.hpp>
#include <gan/train/objective.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {
struct Poison {
  Tensor<float, Cpu> flag;
  Tensor<float, Cpu> poison() const { return flag; }
};

/// Two networks that were updated, each with two terms.
struct Updated {
  Context<Cpu> context;
  std::vector<Term<float, Cpu>> critic{{"real", full(context, {}, 1.f)}, {"fake", full(context, {}, 2.f)}},
      generator{{"generator", full(context, {}, 3.f)}};
  Poison poisons[2] = {{zeros<float>(context, {})}, {zeros<float>(context, {})}};

  std::array<Objective<float, Cpu>, 2> objectives() const { return {{{"discriminator", &critic}, {"generator", &generator}}}; }
  template <class F> void for_optimizers(F const& f) {
    f("generator", 0, poisons[0]);
    f("discriminator", 0, poisons[1]);
  }
};

std::string said(Updated& updated) {
  try {
    detail::look_at_guards(updated, 40, 9);
  } catch (NumericalError const& e) {
    return e.what();
  }
  return "";
}
}  // namespace

TEST_CASE("a look at the guards says nothing while all is well") {
  Updated updated;
  CHECK(said(updated) == "");
  fill(updated.context, updated.critic[1].value.data(), 1, INFINITY);  // of a step that nobody guarded
  CHECK(said(updated) == "");
}

TEST_CASE("a look at the guards names the term, or else the network and since when") {
  Updated updated;
  fill(updated.context, updated.poisons[1].flag.data(), 1, 1.f);
  CHECK(said(updated) ==
        "training stopped at step 40: in one of the last 9 steps the gradient of the discriminator or a term of its objective "
        "was "
        "not finite; parameters are those of the last good update");
  fill(updated.context, updated.generator[0].value.data(), 1, INFINITY);
  CHECK(said(updated) ==
        "training stopped at step 40: the generator's term 'generator' is inf instead of a finite number; parameters are those "
        "of "
        "the last good update");
  fill(updated.context, updated.critic[1].value.data(), 1, -INFINITY);
  CHECK(said(updated).find("the discriminator's term 'fake' is -inf ") != std::string::npos);
}
