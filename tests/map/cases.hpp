#pragma once
/// Maps of all kinds of shapes with their results, computed one element after the other. The values are small whole numbers, so that
/// sums are exact in any order and results can be compared bit by bit. Used on the host and on the card.
#include <gan/map/plan.hpp>

#include <limits>
#include <random>
#include <vector>

#include "../catch.hpp"

namespace map_cases {

using gan::Shape;

struct Product {
  static constexpr int inputs = 3, outputs = 1;
  template <class A, class B, class C> GAN_HD auto operator()(A const& a, B const& b, C const& c) const { return a * b + c; }
};
/// Three outputs, one of them structurally zero.
struct Both {
  static constexpr int inputs = 2, outputs = 3;
  template <class A, class B> GAN_HD auto operator()(A const& a, B const& b) const {
    return gan::list(a * b + 1, gan::Zero{}, a - b);
  }
};

struct Case {
  Shape space;
  std::vector<Shape> shapes;    // of all operands, inputs first
  unsigned absent = 0;          // bit k: operand k has no data
  unsigned accumulate = 0;      // bit j: output j adds to what is there
  std::int64_t most = 1 << 30;  // elements in one launch
  int shift = 0;                // of the data from their alignment, in elements
};

/// The operands of a case before, and its outputs after.
template <class F, class T> class Trial {
 public:
  static constexpr int inputs = F::inputs, outputs = F::outputs, operands = inputs + outputs;
  Case const& c;
  std::vector<T> before[operands], after[outputs];

  Trial(F const& f, Case const& of) : c(of) {
    std::mt19937 random(7);
    for (int k = 0; k < operands; ++k) {
      bool const set = k < inputs || accumulates(k - inputs);
      before[k].resize(static_cast<std::size_t>(c.shapes[at(k)].count()));
      for (auto& x : before[k])
        x = set ? static_cast<T>(static_cast<int>(random() % 9) - 4) : std::numeric_limits<T>::quiet_NaN();
      if (k >= inputs) after[k - inputs] = set ? before[k] : std::vector<T>(before[k].size(), T(0));
    }
    for (std::int64_t e = 0; e < c.space.count(); ++e)
      evaluate(f, e, std::make_index_sequence<inputs>{}, std::make_index_sequence<outputs>{});
  }

  bool accumulates(int output) const { return c.accumulate >> output & 1; }
  bool has(int operand) const {
    bool zero = operand >= inputs && (gan::zero_mask<F, T> >> (operand - inputs) & 1);
    return !(c.absent >> operand & 1) && !zero;
  }
  Shape const* shape(int operand) const { return has(operand) ? &c.shapes[at(operand)] : nullptr; }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }

  template <std::size_t... I, std::size_t... J>
  void evaluate(F const& f, std::int64_t e, std::index_sequence<I...>, std::index_sequence<J...>) {
    std::int64_t index[Shape::max_rank] = {};
    for (int d = c.space.rank() - 1; d >= 0; e /= c.space[d--]) index[d] = e % c.space[d];
    auto offset = [&](std::size_t k) {
      std::int64_t to = 0;
      Shape const& shape = c.shapes[k];
      for (int d = 0; d < shape.rank(); ++d)
        to = to * shape[d] + (shape[d] == 1 ? 0 : index[d + c.space.rank() - shape.rank()]);
      return static_cast<std::size_t>(to);
    };
    using P = gan::Pack<T, 1>;
    auto y = gan::as_list(f(P(has(I) ? before[I][offset(I)] : T(0))...));
    ((after[J][offset(inputs + J)] += gan::to_pack<P>(gan::get<J>(y)).v), ...);
  }
};

/// Calls check(functor, case) with cases of all kinds.
template <class Check> void for_typical_cases(Check const& check) {
  auto product = [&](Case const& c) { check(Product{}, c); };
  // all flat, with tails, out of alignment
  for (std::int64_t n : {1, 3, 4, 5, 100, 1023, 65539})
    for (int shift : {0, 1}) product({{n}, {{n}, {n}, {n}, {n}}, 0, 0, 1 << 30, shift});
  product({{4, 8}, {{4, 8}, {}, {1, 1}, {4, 8}}});
  // rows, columns and both, as inputs
  for (std::int64_t columns : {1, 3, 8, 12}) product({{50, columns}, {{50, columns}, {columns}, {50, 1}, {50, columns}}, 0, 1});
  // sums over rows, over columns, over everything
  for (std::int64_t rows : {1, 5, 300, 9000})
    for (std::int64_t columns : {1, 3, 8, 40, 300}) {
      Shape all{rows, columns};
      for (Shape const& out : {Shape{columns}, Shape{rows, 1}, Shape{}})
        for (unsigned accumulate : {0u, 1u}) product({all, {all, {columns}, {rows, 1}, out}, 0, accumulate});
    }
  product({{40000, 3}, {{40000, 3}, {3}, {}, {3}}});
  product({{40000, 4}, {{40000, 4}, {4}, {}, {4}}});
  product({{300000}, {{300000}, {}, {}, {}}});
  product({{300001}, {{300001}, {}, {}, {}}, 0, 1});
  // images: per channel, per sample, per sample and channel
  Shape images{3, 5, 6, 8};
  for (Shape const& out :
       {Shape{8}, Shape{3, 1, 1, 1}, Shape{3, 1, 1, 8}, Shape{5, 1, 1}, Shape{1, 5, 1, 8}, Shape{3, 1, 6, 1}})
    product({images, {images, {3, 1, 1, 8}, {8}, out}, 0, 1});
  // several outputs at once
  Shape all{60, 12};
  for (Shape const& first : {Shape{12}, Shape{60, 1}, Shape{}, all})
    for (Shape const& last : {Shape{12}, Shape{60, 1}, Shape{}, all})
      for (unsigned accumulate : {0u, 1u, 4u, 5u}) check(Both{}, {all, {all, {12}, first, {}, last}, 0, accumulate});
  // absent inputs and outputs
  for (unsigned absent : {1u, 2u, 4u, 16u, 17u}) check(Both{}, {all, {all, {12}, {12}, {}, {60, 1}}, absent, 0});
  // parts of what is too large
  product({{1000, 8}, {{1000, 8}, {8}, {1000, 1}, {1000, 8}}, 0, 0, 600});
  for (Shape const& out : {Shape{8}, Shape{10, 1, 1}, Shape{}, Shape{10, 6, 8}, Shape{1, 6, 1}})
    for (unsigned accumulate : {0u, 1u}) product({{10, 6, 8}, {{10, 6, 8}, {8}, {10, 1, 1}, out}, 0, accumulate, 20});
  // first and second derivatives are maps like others
  check(gan::Vjp<Product>{}, {all, {all, all, {12}, {}, {12}, {60, 1}, all}, 0, 2});
  check(gan::Vjp<gan::Vjp<Product>>{}, {all, {all, {12}, {60, 1}, all, all, {12}, {}, {12}, {60, 1}, all, all}, 0, 1});
}

template <class Check> void for_random_cases(int cases, Check const& check) {
  std::mt19937 random(3);
  auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (int i = 0; i < cases; ++i) {
    Case c;
    int const rank = below(7);
    for (int d = 0, most = below(4) == 0 ? 12 : 4; d < rank; ++d) c.space.push_back(1 + below(most));
    for (int k = 0; k < 5; ++k) {  // without some of the first dimensions, and of size 1 in some of the others
      Shape shape;
      for (int d = below(2) ? below(rank + 1) : 0; d < rank; ++d) shape.push_back(below(3) == 0 ? 1 : c.space[d]);
      c.shapes.push_back(shape);
    }
    if (below(3) == 0) c.absent = static_cast<unsigned>(below(32));
    c.accumulate = static_cast<unsigned>(below(8));
    if (below(4) == 0) c.most = 16;
    c.shift = below(3) == 0;
    check(Both{}, c);
  }
}

}  // namespace map_cases
