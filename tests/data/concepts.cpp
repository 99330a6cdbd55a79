/// Every data set says at compile time what it has.
#include <gan/data/cifar10.hpp>
#include <gan/data/dataset.hpp>
#include <gan/data/digits.hpp>
#include <gan/data/gaussians.hpp>
#include <gan/data/image_folder.hpp>
#include <gan/data/in_memory.hpp>
#include <gan/data/mnist.hpp>

#include "catch.hpp"

using namespace gan;

template <class D, bool labels, bool modes>
constexpr bool has = data::DataSet<D>&& data::Labelled<D> == labels&& data::WithModes<D> == modes;

TEST_CASE("data sets: know what they have") {
  STATIC_REQUIRE(has<decltype(data::mnist("")), true, false>);
  STATIC_REQUIRE(has<decltype(data::cifar10("")), true, false>);
  STATIC_REQUIRE(has<decltype(data::digits()), true, false>);
  STATIC_REQUIRE(has<decltype(data::drawn_digits()), true, false>);
  STATIC_REQUIRE(has<decltype(data::gaussian_ring({})), false, true>);
  STATIC_REQUIRE(has<decltype(data::gaussian_grid({})), false, true>);
  STATIC_REQUIRE(has<decltype(data::gaussian_mixture<3>({})), false, true>);
  STATIC_REQUIRE(has<decltype(data::idx_images<Image<1, 4, 4>>("")), false, false>);
  STATIC_REQUIRE(has<decltype(data::idx_images<Image<1, 4, 4>>("", "")), true, false>);
  STATIC_REQUIRE(has<decltype(data::image_folder<Image<3, 8, 8>>("")), false, false>);
  STATIC_REQUIRE(has<decltype(data::in_memory<Vector<3>>({})), false, false>);
  STATIC_REQUIRE(has<decltype(data::in_memory<Vector<3>, 2>({}, {})), true, false>);
  STATIC_REQUIRE(std::is_same_v<decltype(data::mnist(""))::sample, Image<1, 28, 28>>);
  STATIC_REQUIRE(decltype(data::mnist(""))::classes == 10);
  STATIC_REQUIRE(!data::DataSet<int>);
}
