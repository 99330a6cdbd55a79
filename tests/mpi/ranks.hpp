#pragma once
/// What the programs of ranks share: checks that count and do not throw, for a rank that leaves would keep the others waiting.
#include <gan/backend/cpu/backend.hpp>
#include <gan/parallel/mpi.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace test {
using namespace gan;

class Checks {
 public:
  explicit Checks(mpi::World const& world) : world_(world) {}

  void that(bool holds, std::string const& what) {
    ++count_;
    if (holds) return;
    ++failures_;
    std::fprintf(stderr, "rank %d of %d: FAILED: %s\n", world_.rank(), world_.size(), what.c_str());
  }
  /// The numbers are near as a whole, in the Euclidean norm: |got - expected| <= tolerance * |expected|.
  template <class A, class B> void near(A const& got, B const& expected, double tolerance, std::string const& what) {
    if (got.size() != expected.size()) return that(false, what + ": another number of values");
    double apart = 0, whole = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
      double const a = static_cast<double>(got[i]), b = static_cast<double>(expected[i]);
      apart += (a - b) * (a - b);
      whole += b * b;
    }
    double const error = std::sqrt(apart / std::max(whole, 1e-300));
    if (!(error <= worst_)) worst_ = error;
    that(error <= tolerance, sentence(what, ": off by ", error, " of their norm, more than ", tolerance));
  }
  template <class T> void same_bits(std::vector<T> const& a, std::vector<T> const& b, std::string const& what) {
    that(a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0, what + ": other bits");
  }
  /// The status of this rank's program.
  int status() const {
    if (world_.rank() == 0)
      std::printf("%d checks on each of %d ranks; what had to be near was within %.2g of its norm\n", count_, world_.size(),
                  worst_);
    return failures_ ? 1 : 0;
  }

 private:
  mpi::World world_;
  int count_ = 0, failures_ = 0;
  double worst_ = 0;
};

}  // namespace test
