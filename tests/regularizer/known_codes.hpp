#pragma once
/// What a training step gives to the terms of mutual information, with chosen codes and guesses.
#include <cmath>

#include <gan/autodiff/gradcheck.hpp>
#include <gan/autodiff/matmul.hpp>
#include <gan/backend/cpu/backend.hpp>
#include <gan/network/codes.hpp>
#include <gan/regularizer/mutual_information.hpp>
#include <gan/regularizer/semi_supervised_information.hpp>

#include "../catch.hpp"

namespace test {
using namespace gan;
using V = Var<double, Cpu>;
using Numbers = std::vector<double>;

template <bool LabelsFirstCode> struct KnownCodes {
  struct Head {
    Codes codes;
    CodeDeviation deviation;
  };
  struct Composition {
    static constexpr bool labels_first_code = LabelsFirstCode;
    Head discriminator;
  };
  struct Body {
    Composition composition;
    Composition const& gan() const { return composition; }
  };
  Body body;
  V latent_vectors, fake{}, real{}, classes{};

  Body const& model() const { return body; }
  V const& latent() const { return latent_vectors; }
  V const& labels() const { return classes; }
  V fake_guess() const { return fake; }
  V real_guess() const { return real; }
};

inline V numbers(Context<Cpu>& c, Shape shape, Numbers const& values) { return constant(from_host(c, shape, values)); }
inline double value(V const& x) { return x.item(); }

/// Softmax cross entropy of one row, and a Gaussian's -log density, in plain arithmetic.
inline double cross_entropy(Numbers const& logits, std::size_t target) {
  double sum = 0;
  for (double l : logits) sum += std::exp(l - logits[target]);
  return std::log(sum);
}
inline double gaussian(double c, double mean, double deviation) {
  double const z = (c - mean) / deviation;
  return .5 * std::log(2 * 3.14159265358979323846) + std::log(deviation) + z * z / 2;
}

inline void check_near(V const& got, Numbers const& expected, double tolerance = 1e-9) {
  auto const values = to_host(got.value());
  REQUIRE(values.size() == expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    INFO("element " << i << ": " << values[i] << ", expected " << expected[i]);
    CHECK(std::abs(values[i] - expected[i]) <= tolerance);
  }
}
}  // namespace test
