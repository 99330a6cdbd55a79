/// Greedy maps of classes by hand.
#include <gan/backend/cpu/backend.hpp>
#include <gan/metric/greedy_map.hpp>

#include "../io/files.hpp"

using namespace gan;
using Map = std::vector<int>;
using Matrix = std::vector<double>;

TEST_CASE("the largest entry decides, then the largest of what is left") {
  struct Row {
    char const* source;
    Matrix matrix;
    Map expected;
  };
  Row const rows[] = {
      {"one class", {.3}, {0}},
      {"the identity", {1, 0, 0, 0, 1, 0, 0, 0, 1}, {0, 1, 2}},
      {"a permutation is itself", {0, 1, 0, 0, 0, 1, 1, 0, 0}, {1, 2, 0}},
      {"greedy is not optimal: .9 first, though .8 + .8 is more", {.9, .8, .8, 0}, {0, 1}},
      {"two rows want one column", {.6, .3, .1, .7, .2, .1, .1, .1, .8}, {1, 0, 2}},
      {"ties in row order", {.5, .5, .5, .5}, {0, 1}},
      {"all alike", Matrix(9, 0.), {0, 1, 2}},
      {"entries below 0", {-3, -1, -2, -5}, {1, 0}},
  };
  for (auto const& row : rows) {
    INFO(row.source);
    CHECK(metric::greedy_map(row.matrix) == row.expected);
  }
}

TEST_CASE("every permutation of five classes is found, with an error of 0") {
  Map map{0, 1, 2, 3, 4};
  do {
    Matrix matrix(25);
    Map classes, predicted;
    for (int r = 0; r < 5; ++r) {
      matrix[static_cast<std::size_t>(5 * r + map[static_cast<std::size_t>(r)])] = .5 + .01 * r;
      classes.push_back(r), predicted.push_back(map[static_cast<std::size_t>(r)]);
    }
    REQUIRE(metric::greedy_map(matrix) == map);
    REQUIRE(metric::mapped_error(map, classes, predicted) == 0);
  } while (std::next_permutation(map.begin(), map.end()));
}

TEST_CASE("mean predictions and the error of a map") {
  Context<Cpu> c;
  auto const predictions = from_host(c, {4, 3}, std::vector<float>{.5f, .25f, .25f, 0, 1, 0, .5f, .25f, .25f, 0, 0, 1});
  CHECK(metric::mean_predictions(predictions, {0, 0, 2, 2}) == Matrix{.25, .625, .125, 0, 0, 0, .25, .125, .625});
  CHECK(metric::mapped_error({1, 2, 0}, {0, 0, 1, 2}, {1, 0, 2, 1}) == .5);
  CHECK(metric::mapped_error({0}, {0}, {0}) == 0);
}

TEST_CASE("maps of classes refuse what does not fit") {
  Context<Cpu> c;
  check_refusal<ShapeError>([] { metric::greedy_map(Matrix(6)); }, {"square", "6"});
  check_refusal<ShapeError>([] { metric::greedy_map({}); }, {"square", "0"});
  check_refusal<NumericalError>([] { metric::greedy_map({1, 0, NAN, 1}); }, {"nan"});
  check_refusal<ShapeError>([&] { metric::mean_predictions(zeros<float>(c, {4, 3}), {0, 1}); }, {"{4, 3}", "2"});
  check_refusal<OptionError>([&] { metric::mean_predictions(zeros<float>(c, {2, 3}), {0, 3}); }, {"class 1 is 3", "0 ... 2"});
  check_refusal<ShapeError>([] { metric::mapped_error({0, 1}, {0, 1}, {0}); }, {"1", "2"});
  check_refusal<ShapeError>([] { metric::mapped_error({0, 1}, {}, {}); }, {"0"});
  check_refusal<OptionError>([] { metric::mapped_error({0, 1}, {2}, {0}); }, {"class 0 is 2", "2 classes"});
}
