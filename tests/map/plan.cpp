// Canonical loops: dimensions of size 1 vanish, neighbours that all operands walk alike are merged.
#include <vector>

#include <gan/map/plan.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {
MapPlan plan_of(Shape const& space, std::vector<Shape> const& operands) {
  std::vector<Shape const*> pointers;
  for (auto const& shape : operands) pointers.push_back(&shape);
  return plan_map(space, pointers.data(), static_cast<int>(pointers.size()));
}
using Sizes = std::vector<std::int64_t>;
}  // namespace

TEST_CASE("plans have the expected rank, sizes and strides") {
  struct Case {
    Shape space;
    std::vector<Shape> operands;
    Sizes sizes;
    std::vector<Sizes> strides;
  };
  Case const cases[] = {
      {{}, {{}, {}}, {}, {{}, {}}},
      {{1, 1}, {{}, {1}, {1, 1}}, {}, {{}, {}, {}}},
      {{6}, {{6}, {}}, {6}, {{1}, {0}}},
      {{2, 3, 4}, {{2, 3, 4}, {2, 3, 4}}, {24}, {{1}, {1}}},
      {{2, 3, 4}, {{2, 3, 4}, {}}, {24}, {{1}, {0}}},
      {{2, 3, 4}, {{2, 3, 4}, {4}}, {6, 4}, {{4, 1}, {0, 1}}},
      {{2, 3, 4}, {{2, 3, 4}, {2, 1, 1}}, {2, 12}, {{12, 1}, {1, 0}}},
      {{2, 3, 4}, {{2, 3, 4}, {2, 1, 4}}, {2, 3, 4}, {{12, 4, 1}, {4, 0, 1}}},
      {{2, 3, 4}, {{2, 3, 4}, {3, 4}}, {2, 12}, {{12, 1}, {0, 1}}},
      {{2, 3, 4}, {{2, 3, 4}, {2, 3, 1}}, {6, 4}, {{4, 1}, {1, 0}}},
      {{5, 1, 1, 7}, {{5, 1, 1, 7}, {7}}, {5, 7}, {{7, 1}, {0, 1}}},
      {{5, 7}, {{5, 1}, {1, 7}}, {5, 7}, {{1, 0}, {0, 1}}},
      {{2, 3, 5, 7}, {{2, 1, 5, 1}, {3, 1, 7}}, {2, 3, 5, 7}, {{5, 0, 1, 0}, {0, 7, 0, 1}}},
      {{2, 3, 5, 7}, {{2, 3, 1, 1}, {5, 7}}, {6, 35}, {{1, 0}, {0, 1}}},
  };
  for (auto const& c : cases) {
    MapPlan plan = plan_of(c.space, c.operands);
    INFO("space " << c.space.text() << ", second operand " << c.operands.back().text());
    REQUIRE(plan.rank == static_cast<int>(c.sizes.size()));
    CHECK(plan.operands == static_cast<int>(c.operands.size()));
    CHECK(plan.count() == c.space.count());
    CHECK(Sizes(plan.size, plan.size + plan.rank) == c.sizes);
    for (std::size_t k = 0; k < c.operands.size(); ++k)
      CHECK(Sizes(plan.stride[k], plan.stride[k] + plan.rank) == c.strides[k]);
  }
}

TEST_CASE("absent operands never vary") {
  Shape const full{3, 4};
  Shape const* shapes[] = {&full, nullptr, &full};
  MapPlan plan = plan_map({3, 4}, shapes, 3);
  REQUIRE(plan.rank == 1);
  CHECK(plan.stride[0][0] == 1);
  CHECK(plan.stride[1][0] == 0);
}

TEST_CASE("operands that do not fit are refused with a sentence") {
  CHECK_THROWS_WITH(plan_of({3, 4}, {{3, 5}}), "an operand of shape {3, 5} does not fit a loop over {3, 4}");
  CHECK_THROWS_WITH(plan_of({4}, {{1, 4}}), "an operand of shape {1, 4} does not fit a loop over {4}");
  CHECK_THROWS_AS(plan_of({1}, {{2}}), ShapeError);
}
