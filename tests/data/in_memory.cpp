#include <cmath>

#include <gan/data/in_memory.hpp>

#include "io/files.hpp"

using namespace gan;

TEST_CASE("in_memory: gives back what it was given") {
  std::vector<float> values(3 * 12);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i) / 36 - 0.5f;
  auto set = data::in_memory<Image<3, 2, 2>, 2>(values, {0, 1, 0});
  CHECK(set.size() == 3);
  std::vector<float> out(12);
  set.copy(1, out.data());
  CHECK(out == std::vector<float>(values.begin() + 12, values.begin() + 24));
  CHECK((set.label(0) == 0 && set.label(1) == 1));
  check_refusal<OptionError>([&] { set.copy(3, out.data()); }, {"sample 3", "data set of 3"});
  check_refusal<OptionError>([&] { set.label(3); }, {"label 3", "3 samples"});
  CHECK(data::in_memory<Vector<2>>({5, -7}).size() == 1);  // points may have any range
}

TEST_CASE("in_memory: values that are no data set are refused") {
  using Tiny = Image<1, 2, 2>;
  check_refusal<ShapeError>([] { data::in_memory<Tiny>({}); }, {"at least one sample"});
  check_refusal<ShapeError>([] { data::in_memory<Tiny>({1, 1, 1, 1, 1}); }, {"5 values", "samples of 4 values"});
  check_refusal<NumericalError>([] { data::in_memory<Tiny>({0, 0, std::nanf(""), 0}); }, {"value 2", "nan", "finite"});
  check_refusal<NumericalError>([] { data::in_memory<Vector<2>>({0, INFINITY}); }, {"value 1", "inf", "finite"});
  check_refusal<OptionError>([] { data::in_memory<Tiny>({0, 0, 0, 1.5f}); }, {"value 3", "1.5", "[-1, 1]"});
  check_refusal<ShapeError>([] { data::in_memory<Tiny, 2>({0, 0, 0, 0}, {0, 1}); }, {"1 samples", "not 2"});
  check_refusal<OptionError>([] { data::in_memory<Tiny, 2>({0, 0, 0, 0}, {2}); }, {"label 0 is 2", "0 ... 1"});
  check_refusal<OptionError>([] { data::in_memory<Tiny, 2>({0, 0, 0, 0}, {-1}); }, {"label 0 is -1"});
}
