#pragma once
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>

#include <gan/core/error.hpp>

namespace gan {

/// Sizes of a tensor, at most six dimensions, the last one contiguous; rank 0 is a scalar. Images are {n, height, width, channels}.
class Shape {
 public:
  static constexpr int max_rank = 6;

  constexpr Shape() = default;
  Shape(std::initializer_list<std::int64_t> sizes) {
    require<ShapeError>(sizes.size() <= max_rank, "a shape has at most ", max_rank, " dimensions, not ", sizes.size());
    for (auto size : sizes) push_back(size);
  }

  int rank() const { return rank_; }
  std::int64_t operator[](int i) const { return sizes_[i]; }
  std::int64_t& operator[](int i) { return sizes_[i]; }
  std::int64_t back() const { return rank_ ? sizes_[rank_ - 1] : 1; }
  void push_back(std::int64_t size) {
    require<ShapeError>(size >= 0, "a size must be at least 0, not ", size);
    require<ShapeError>(rank_ < max_rank, "a shape has at most ", max_rank, " dimensions");
    sizes_[rank_++] = size;
  }

  /// Number of elements.
  std::int64_t count() const {
    std::int64_t n = 1;
    for (int i = 0; i < rank_; ++i) n *= sizes_[i];
    return n;
  }
  /// Number of rows when all but the last dimension are taken together.
  std::int64_t rows() const { return back() ? count() / back() : 0; }

  friend bool operator==(Shape const& a, Shape const& b) {
    if (a.rank_ != b.rank_) return false;
    for (int i = 0; i < a.rank_; ++i)
      if (a.sizes_[i] != b.sizes_[i]) return false;
    return true;
  }

  std::string text() const {
    std::string out = "{";
    for (int i = 0; i < rank_; ++i) out += (i ? ", " : "") + std::to_string(sizes_[i]);
    return out + "}";
  }
  /// What sentences of errors take: it is made only when it is printed.
  friend std::ostream& operator<<(std::ostream& out, Shape const& shape) { return out << shape.text(); }

 private:
  std::array<std::int64_t, max_rank> sizes_{};
  int rank_ = 0;
};

/// Shape to which a and b broadcast, aligned at the last dimension as in numpy; throws ShapeError where two sizes differ and none is 1.
inline Shape broadcast(Shape const& a, Shape const& b) {
  if (a == b) return a;
  Shape const& longer = a.rank() >= b.rank() ? a : b;
  Shape const& shorter = a.rank() >= b.rank() ? b : a;
  Shape out = longer;
  int shift = longer.rank() - shorter.rank();
  for (int i = 0; i < shorter.rank(); ++i) {
    std::int64_t p = longer[i + shift], q = shorter[i];
    require<ShapeError>(p == q || p == 1 || q == 1, "shapes ", a, " and ", b, " do not broadcast: sizes ", p, " and ", q,
                        " differ and none of them is 1");
    out[i + shift] = p == 1 ? q : p;
  }
  return out;
}

}  // namespace gan
