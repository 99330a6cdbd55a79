#pragma once
#include <gan/loss/code_likelihood.hpp>
#include <gan/network/autoencoder_energy.hpp>

namespace gan {

namespace detail {

/// y = a1 + a2 z + a3 u + a4 z u for a lateral z and a vertical u, numbers of each unit.
struct LateralProduct {
  template <class Z, class U, class A, class B, class C, class D>
  GAN_HD auto operator()(Z const& z, U const& u, A const& a1, B const& a2, C const& a3, D const& a4) const {
    return a1 + a2 * z + (a3 + a4 * z) * u;
  }
};

/// Parameters and running statistics of one level: on the way up a weight, a bias and at the top a gain, on the way down a weight (none
/// at the top) and the combinator's nine numbers per unit.
struct LadderLevel {
  int in, out;
  bool up, top;
  Init init;

  void declare(Declaration& d) const {
    require<OptionError>(in > 0 && out > 0, "a ladder needs levels of at least 1 unit, not ", in, " and ", out);
    if (up || !top) d.parameter("weight", {in, out}, init, in, out);
    if (up) {
      d.parameter("bias", {out}, Zeros{});
      if (top) d.parameter("gain", {out}, Fill{1});
    } else {
      // The combinator starts as the lateral signal alone: a2 = 1, c2 = 1.
      for (auto const* name : {"a1", "a2", "a3", "a4", "b", "c1", "c2", "c3", "c4"})
        d.parameter(name, {out}, name[1] == '2' ? Init{Fill{1}} : Init{Zeros{}});
    }
    d.state("running_mean", {out}, Zeros{});
    d.state("running_variance", {out}, Fill{1});
  }
};

/// A ladder network as one that gives energies and logits, see LadderD.
struct LadderLayers {
  static constexpr bool mixes_samples = true;
  std::vector<int> sizes;  ///< of the sample, of each level above it; the last is the number of classes
  float noise;
  EnergyNorm norm;
  Init init;
  float epsilon = 1e-5f, rate = 0.1f;  ///< as in a BatchNorm

  void declare(Declaration& d) const {
    int const top = static_cast<int>(sizes.size()) - 1;
    for (int l = 1; l <= top; ++l) d.part("up." + std::to_string(l), LadderLevel{size(l - 1), size(l), true, l == top, init});
    for (int l = top; l >= 0; --l)
      d.part("down." + std::to_string(l), LadderLevel{l == top ? size(l) : size(l + 1), size(l), false, l == top, init});
  }

  template <class X, class P> auto operator()(X const& input, P& pass) const {
    using V = Var<typename P::value_type, typename P::device_type, std::max(P::order, X::order)>;
    using Numbers = Tensor<typename P::value_type, typename P::device_type>;
    V const x(evaluate(input)), rows = reshape(x, Shape{x.shape()[0], size(0)});
    std::size_t const levels = sizes.size() - 1;
    std::vector<Level<V, Numbers>> up(levels), down(levels + 1);
    for (std::size_t i = 0; i < levels; ++i) up[i].take(pass, i + 1 == levels ? 3 : 2);
    for (std::size_t i = 0; i <= levels; ++i) down[i].take(pass, i == 0 ? 9 : 10);
    // Evaluation is by the clean path, whose statistics a pass of its own collects, from the first batch of an update: the real one.
    if (pass.advances()) {
      NoRecording quiet(pass.context());
      encoded(rows, up, pass, false, true);
    }
    auto const path = encoded(rows, up, pass, pass.training() && noise > 0, false);
    V const reconstruction = decoded(path, down, pass);
    Scored<V> out;
    out.guess = path.logits;
    out.reconstruction = reconstruction, out.target = rows, out.norm = norm;
    return out;
  }

 private:
  template <class V, class Numbers> struct Level {
    std::vector<V> parameters;
    Numbers mean, variance;
    template <class P> void take(P& pass, int count) {
      for (int i = 0; i < count; ++i) parameters.push_back(V(pass.parameter()));
      mean = pass.state(), variance = pass.state();
    }
  };
  template <class V> struct Path {
    std::vector<V> lateral;  ///< z of each level, from the sample's on
    V logits;
  };

  int size(int level) const { return sizes[static_cast<std::size_t>(level)]; }

  /// (x - mean) / deviation of each unit, as an expression; by the batch's statistics in training.
  template <class V, class L, class P> auto normalised(V const& x, L const& level, P& pass, bool records) const {
    Moments<V> m{constant<V::order>(level.mean), {}, constant<V::order>(level.variance)};
    if (pass.training()) {
      m = batch_moments(x);
      if (records) update_running(m, level.mean, level.variance, numbers_per_channel(x), rate);
    } else m.distance = constant<V::order>(zeros<typename V::value_type>(x.context(), level.mean.shape()));
    V const scale = 1 / sqrt(m.variance + epsilon), offset = -(m.distance * scale);
    return (x - m.shift) * scale + offset;
  }

  template <class V, class L, class P>
  Path<V> encoded(V const& x, std::vector<L> const& up, P& pass, bool corrupts, bool records) const {
    auto corrupted = [&](auto const& z) { return corrupts ? V(z + noise * V(pass.normal_draws(z.shape()))) : V(evaluate(z)); };
    Path<V> out{{corrupted(x)}, {}};
    V h = out.lateral[0];
    for (std::size_t i = 0; i < up.size(); ++i) {
      V const sum = matmul(h, up[i].parameters[0]);
      V const z = corrupted(normalised(sum, up[i], pass, records));
      out.lateral.push_back(z);
      V const& bias = up[i].parameters[1];
      h = i + 1 < up.size() ? V(relu(z + bias)) : V(up[i].parameters[2] * (z + bias));
    }
    out.logits = h;
    return out;
  }

  template <class V, class L, class P> V decoded(Path<V> const& path, std::vector<L> const& down, P& pass) const {
    bool const records = pass.advances();
    V u = normalised(softmax(path.logits), down[0], pass, records), estimate;
    for (std::size_t i = 0; i < down.size(); ++i) {
      auto const& p = down[i].parameters;
      std::size_t a = 0;
      if (i > 0) {
        V const sum = matmul(estimate, p[a++]);
        u = normalised(sum, down[i], pass, records);
      }
      V const& z = path.lateral[down.size() - 1 - i];
      V const inner = apply(LateralProduct{}, z, u, p[a + 5], p[a + 6], p[a + 7], p[a + 8]);
      V const outer = apply(LateralProduct{}, z, u, p[a], p[a + 1], p[a + 2], p[a + 3]);
      estimate = outer + p[a + 4] * sigmoid(inner);
    }
    return estimate;
  }
};

}  // namespace detail

/// A ladder network with the bottom cost alone as the discriminator of EBGAN (Zhao et al. 2017, section 4.3 and appendix D; the network
/// is that of Rasmus et al. 2015, algorithm 1). The sample counts as a row of numbers.
///   up     z(0) = x + n,  z(l) = N(W_l h(l-1)) + n,  h(l) = relu(z(l) + b_l),  at the top the logits gain * (z(L) + b_L)
///   down   u(L) = N(softmax(logits)),  u(l) = N(V_(l+1) e(l+1)),  e(l) = g(z(l), u(l))
/// with N the batch norm without gain and bias, and n ~ N(0, noise^2) in training, 0 in evaluation (the corrupted and the clean
/// path). The energy is that of e(0) - x; the guess is the logits. Each unit has its own combinator, the one that Pezeshki et
/// al. 2016 call vanilla,
///   g(z, u) = a1 + a2 z + a3 u + a4 z u + b sigmoid(c1 + c2 z + c3 u + c4 z u).
/// Ours: the energy's norm (whose weight and margin the papers do not settle), the combinator's start at g = z, and the clean path's
/// running statistics from real samples alone; those of u, which only energies in evaluation need, are the corrupted path's.
struct LadderD {
  using score = Energy;
  static constexpr bool mixes_samples = true;
  std::vector<int> hidden = {1000, 500, 250, 250, 250};
  int classes = 10;
  float noise = 0.3f;  ///< deviation of what corrupts the sample and every level before its activation
  EnergyNorm norm = EnergyNorm::L2;
  Init init = He{};

  int guessed_classes() const { return classes; }
  template <class Sample> auto layers(Sample) const {
    require<OptionError>(classes >= 2, "a ladder guesses at least 2 classes, not ", classes);
    require<OptionError>(noise >= 0, "a ladder's noise has a deviation of at least 0, not ", noise);
    std::vector<int> sizes{Sample::size};
    sizes.insert(sizes.end(), hidden.begin(), hidden.end());
    sizes.push_back(classes);
    return detail::LadderLayers{std::move(sizes), noise, norm, init};
  }
};

}  // namespace gan
