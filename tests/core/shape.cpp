// Shapes, broadcasting, lists, sizes of convolutions, and the sentences of their errors.
#include <gan/core/convolution.hpp>
#include <gan/core/list.hpp>
#include <gan/core/sample.hpp>
#include <gan/core/shape.hpp>

#include "../catch.hpp"

using namespace gan;

TEST_CASE("a shape knows its sizes") {
  struct Case {
    Shape shape;
    int rank;
    std::int64_t count, rows, back;
    char const* text;
  };
  Case const cases[] = {
      {{}, 0, 1, 1, 1, "{}"},
      {{5}, 1, 5, 1, 5, "{5}"},
      {{3, 4}, 2, 12, 3, 4, "{3, 4}"},
      {{2, 3, 4}, 3, 24, 6, 4, "{2, 3, 4}"},
      {{0, 4}, 2, 0, 0, 4, "{0, 4}"},
      {{4, 0}, 2, 0, 0, 0, "{4, 0}"},
      {{1, 1, 1, 1, 1, 7}, 6, 7, 1, 7, "{1, 1, 1, 1, 1, 7}"},
  };
  for (auto const& c : cases) {
    CHECK(c.shape.rank() == c.rank);
    CHECK(c.shape.count() == c.count);
    CHECK(c.shape.rows() == c.rows);
    CHECK(c.shape.back() == c.back);
    CHECK(c.shape.text() == c.text);
  }
  CHECK(Shape{2, 3} == Shape{2, 3});
  CHECK(!(Shape{2, 3} == Shape{3, 2}));
  CHECK(!(Shape{2} == Shape{2, 1}));
}

TEST_CASE("a shape refuses what is none") {
  CHECK_THROWS_WITH((Shape{1, 1, 1, 1, 1, 1, 1}), "a shape has at most 6 dimensions, not 7");
  CHECK_THROWS_WITH((Shape{2, -1}), "a size must be at least 0, not -1");
  Shape full{1, 2, 3, 4, 5, 6};
  CHECK_THROWS_WITH(full.push_back(1), "a shape has at most 6 dimensions");
}

TEST_CASE("shapes broadcast as in numpy") {
  struct Case {
    Shape a, b, out;
  };
  Case const cases[] = {
      {{}, {}, {}},
      {{}, {3}, {3}},
      {{3}, {3}, {3}},
      {{1}, {3}, {3}},
      {{2, 3}, {3}, {2, 3}},
      {{2, 1}, {3}, {2, 3}},
      {{2, 1}, {1, 3}, {2, 3}},
      {{4, 1, 3}, {2, 1}, {4, 2, 3}},
      {{0, 3}, {1, 3}, {0, 3}},
      {{1}, {0}, {0}},
      {{5, 1, 1, 1}, {1, 2, 3, 4}, {5, 2, 3, 4}},
  };
  for (auto const& c : cases) {
    CHECK(broadcast(c.a, c.b) == c.out);
    CHECK(broadcast(c.b, c.a) == c.out);
  }
  CHECK_THROWS_WITH(broadcast({2, 3}, {4, 3}),
                    "shapes {2, 3} and {4, 3} do not broadcast: sizes 2 and 4 differ and none of them is 1");
  CHECK_THROWS_AS(broadcast({2, 3}, {2}), ShapeError);
  CHECK_THROWS_AS(broadcast({0}, {2}), ShapeError);
}

TEST_CASE("sample shapes are types with row-major batches") {
  CHECK(Image<3, 4, 5>::size == 60);
  CHECK(Image<3, 4, 5>::shape(7) == Shape{7, 4, 5, 3});
  CHECK(Vector<9>::shape(2) == Shape{2, 9});
  CHECK((Image<1, 2, 2>::is_image && !Vector<1>::is_image));
}

TEST_CASE("a list holds values of different types") {
  constexpr auto l = list(1, 2.5, 'c');
  STATIC_REQUIRE(l.size == 3);
  STATIC_REQUIRE(get<0>(l) == 1);
  STATIC_REQUIRE(get<1>(l) == 2.5);
  STATIC_REQUIRE(get<2>(l) == 'c');
  STATIC_REQUIRE(get<0>(as_list(7)) == 7);
  STATIC_REQUIRE(as_list(l).size == 3);
  STATIC_REQUIRE(list().size == 0);
  STATIC_REQUIRE(std::is_trivially_copyable_v<decltype(l)>);
}

TEST_CASE("sizes of convolutions follow their formulas") {
  struct Case {
    std::int64_t in;
    int kernel, stride, padding;
    std::int64_t out;
  };
  Case const cases[] = {{28, 4, 2, 1, 14}, {64, 5, 2, 2, 32}, {4, 4, 1, 0, 1}, {7, 3, 1, 1, 7},
                        {9, 5, 1, 2, 9},   {5, 3, 3, 0, 1},   {6, 1, 2, 0, 3}};
  for (auto const& c : cases) {
    Convolution s = convolution_of({2, c.in, c.in + 1, 3}, {c.kernel, c.kernel, 3, 8}, c.stride, c.padding);
    CHECK(s.out_height == c.out);
    CHECK(s.out_width == (c.in + 1 + 2 * c.padding - c.kernel) / c.stride + 1);
    CHECK(s.outputs() == Shape{2, s.out_height, s.out_width, 8});
    CHECK(s.patch() == c.kernel * c.kernel * 3);
  }
  Convolution t = transposed_convolution_of({2, 7, 5, 8}, {5, 5, 3, 8}, 2, 2, 1);
  CHECK(t.images() == Shape{2, 14, 10, 3});
  CHECK(t.weight() == Shape{5, 5, 3, 8});
  CHECK(transposed_convolution_of({1, 1, 1, 2}, {4, 4, 3, 2}, 1, 0, 0).images() == Shape{1, 4, 4, 3});
}

TEST_CASE("convolutions that do not fit say why") {
  Shape const images{1, 4, 4, 3};
  CHECK_THROWS_WITH(convolution_of(images, {5, 5, 3, 2}, 1, 0),
                    "a convolution with kernel 5, stride 1 and padding 0 does not fit a side of 4 pixels");
  CHECK_THROWS_AS(convolution_of(images, {3, 3, 3, 2}, 0, 0), ShapeError);
  CHECK_THROWS_AS(convolution_of(images, {3, 3, 3, 2}, 1, -1), ShapeError);
  CHECK_THROWS_AS(convolution_of(images, {3, 2, 3, 2}, 1, 0), ShapeError);
  CHECK_THROWS_WITH(convolution_of(images, {3, 3, 2, 2}, 1, 0),
                    "a convolution needs images {n, height, width, channels} and a weight {k, k, channels, out}, not {1, 4, 4, "
                    "3} and {3, 3, 2, 2}");
  CHECK_THROWS_WITH(transposed_convolution_of(images, {4, 4, 8, 3}, 2, 1, 2),
                    "output padding must be at least 0 and below the stride 2, not 2");
  CHECK_THROWS_AS(transposed_convolution_of(images, {4, 4, 3, 8}, 2, 1, 0), ShapeError);
  CHECK_THROWS_AS(transposed_convolution_of({1, 1, 1, 3}, {2, 2, 8, 3}, 1, 1, 0), ShapeError);
}
