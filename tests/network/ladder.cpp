/// The ladder network against one written out in loops, in training and in evaluation, with its noise and without.
#include <gan/backend/cpu/backend.hpp>
#include <gan/network/ladder.hpp>
#include <gan/nn/network.hpp>
#include <gan/verify/verify.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {
using Numbers = std::vector<double>;
using Rows = std::vector<Numbers>;
constexpr double epsilon = 1e-5f;

/// Rows times a weight {in, out}.
Rows times(Rows const& x, Numbers const& w) {
  std::size_t const in = x[0].size(), out = w.size() / in;
  Rows y(x.size(), Numbers(out));
  for (std::size_t n = 0; n < x.size(); ++n)
    for (std::size_t i = 0; i < in; ++i)
      for (std::size_t j = 0; j < out; ++j) y[n][j] += x[n][i] * w[i * out + j];
  return y;
}
Numbers mean_of(Rows const& x) {
  Numbers m(x[0].size());
  for (auto const& row : x)
    for (std::size_t j = 0; j < m.size(); ++j) m[j] += row[j] / static_cast<double>(x.size());
  return m;
}
Numbers variance_of(Rows const& x) {
  Numbers const m = mean_of(x);
  Numbers v(m.size());
  for (auto const& row : x)
    for (std::size_t j = 0; j < v.size(); ++j) v[j] += (row[j] - m[j]) * (row[j] - m[j]) / static_cast<double>(x.size());
  return v;
}

/// The network in loops. Statistics are the batch's where `state` is empty; otherwise its pairs of means and variances in order.
struct Loops {
  std::vector<Numbers> parameters, state = {};
  std::vector<Rows> noise = {};  ///< of each level from the sample's on; none where it is empty
  std::size_t next = 0, next_state = 0;
  std::vector<Rows> sums = {};  ///< what was normalised, in order

  Numbers const& parameter() { return parameters[next++]; }
  Rows normalised(Rows x) {
    sums.push_back(x);
    Numbers const m = state.empty() ? mean_of(x) : state[next_state],
                  v = state.empty() ? variance_of(x) : state[next_state + 1];
    next_state += 2;
    for (auto& row : x)
      for (std::size_t j = 0; j < row.size(); ++j) row[j] = (row[j] - m[j]) / std::sqrt(v[j] + epsilon);
    return x;
  }
  Rows corrupted(Rows x, std::size_t level) const {
    for (std::size_t n = 0; n < x.size() && !noise.empty(); ++n)
      for (std::size_t j = 0; j < x[n].size(); ++j) x[n][j] += noise[level][n][j];
    return x;
  }
  /// The residual e(0) - x and the logits.
  std::pair<Rows, Rows> operator()(Rows const& x, std::size_t levels) {
    std::vector<Rows> z{corrupted(x, 0)};
    Rows h = z[0];
    for (std::size_t l = 1; l <= levels; ++l) {
      Rows const sum = times(h, parameter());
      h = corrupted(normalised(sum), l);
      z.push_back(h);
      Numbers const& bias = parameter();
      Numbers const gain = l == levels ? parameter() : Numbers();
      for (auto& row : h)
        for (std::size_t j = 0; j < row.size(); ++j)
          row[j] = gain.empty() ? std::max(row[j] + bias[j], 0.) : gain[j] * (row[j] + bias[j]);
    }
    Rows const logits = h;
    Rows u = h, e;
    for (auto& row : u) {
      double sum = 0;
      for (double& one : row) sum += one = std::exp(one);
      for (double& one : row) one /= sum;
    }
    for (std::size_t l = levels + 1; l-- > 0;) {
      if (l < levels) u = times(e, parameter());
      u = normalised(u);
      Rows p;
      for (int i = 0; i < 9; ++i) p.push_back(parameter());
      e = u;
      for (std::size_t n = 0; n < u.size(); ++n)
        for (std::size_t j = 0; j < u[n].size(); ++j) {
          double const a = z[l][n][j], b = u[n][j];
          double const inner = p[5][j] + p[6][j] * a + p[7][j] * b + p[8][j] * a * b;
          e[n][j] = p[0][j] + p[1][j] * a + p[2][j] * b + p[3][j] * a * b + p[4][j] / (1 + std::exp(-inner));
        }
    }
    for (std::size_t n = 0; n < e.size(); ++n)
      for (std::size_t j = 0; j < e[n].size(); ++j) e[n][j] -= x[n][j];
    return {e, logits};
  }
};

using Layers = gan::detail::LadderLayers;
struct Case {
  Context<Cpu> context;
  Layers layers;
  Network<double, Cpu, 1, Layers> network;
  Tensor<double, Cpu> x;
  static constexpr std::int64_t n = 7;

  explicit Case(float noise, bool drawn = true, EnergyNorm norm = EnergyNorm::SumSq)
      : layers(LadderD{.hidden = {5, 4}, .classes = 3, .noise = noise, .norm = norm}.layers(Vector<6>{})),
        network(context, layers, random::key(Seed{3}, Stream::initial_parameters)),
        x(normal<double>(context, {n, 6}, random::key(Seed{4}, Stream::check), 0.2, 1.5)) {
    auto const& flat = network.parameters();
    for (std::size_t i = 0; drawn && i < flat.size(); ++i) {
      auto const values = normal<double>(context, flat.entries()[i].shape, random::key(Seed{5}, Stream::check, i), 0.1, 0.7);
      copy(context, values.data(), flat.view(i).data(), values.count());
    }
  }
  std::vector<Numbers> all(FlatTensors<double, Cpu> const& flat) const {
    std::vector<Numbers> out;
    for (std::size_t i = 0; i < flat.size(); ++i) out.push_back(to_host(flat.view(i)));
    return out;
  }
  static Rows rows(Tensor<double, Cpu> const& t) {
    auto const v = to_host(t);
    auto const size = v.size() / static_cast<std::size_t>(t.shape()[0]);
    Rows out;
    for (std::size_t i = 0; i < v.size(); i += size) out.push_back(Numbers(v.begin() + long(i), v.begin() + long(i + size)));
    return out;
  }
  void check(PassMode const& mode, Loops oracle) const {
    auto const [residual, logits] = oracle(rows(x), 3);
    auto const y = network(constant<1>(x), mode);
    auto const score = score_of(y);
    REQUIRE(score.shape() == Shape{n, 1});
    auto const scores = to_host(score.value());
    auto const guess = rows(y.guess.value());
    for (std::size_t i = 0; i < n; ++i) {
      double energy = 0;
      for (double r : residual[i]) energy += r * r;
      CHECK(scores[i] == Approx(energy).epsilon(1e-9));
      for (std::size_t k = 0; k < 3; ++k) CHECK(guess[i][k] == Approx(logits[i][k]).epsilon(1e-9).margin(1e-9));
    }
  }
};
PassMode const trains{true, false, random::key(Seed{8}, Stream::dropout)},
    records{true, true, random::key(Seed{8}, Stream::dropout)};
}  // namespace

TEST_CASE("without noise the corrupted path of a ladder is the clean one, as written out in loops") {
  Case const c(0);
  c.check(trains, Loops{c.all(c.network.parameters())});
}

TEST_CASE("noise of one deviation corrupts a ladder's sample and every level before its activation") {
  Case const c(.3f);
  Loops oracle{c.all(c.network.parameters())};
  FlatTensors<double, Cpu> none;
  Pass<double, Cpu, 1> draws(c.network.leaves()[0].context(), {}, none, trains);
  for (int size : {6, 5, 4, 3}) {
    auto level = Case::rows(draws.normal_draws(Shape{Case::n, size}).value());
    for (auto& row : level)
      for (double& one : row) one *= static_cast<double>(.3f);
    oracle.noise.push_back(level);
  }
  c.check(trains, oracle);
}

TEST_CASE("a ladder is evaluated by the clean path and its statistics, of the first batch of an update") {
  Case c(.5f);
  Layers whole = c.layers;
  whole.rate = 1;
  Network<double, Cpu, 1, Layers> const network(c.context, whole, random::key(Seed{3}, Stream::initial_parameters));
  copy(c.context, c.network.parameters().values().data(), network.parameters().values().data(),
       network.parameters().values().count());
  network(constant<1>(c.x), records);
  Loops clean{c.all(network.parameters())};
  clean(Case::rows(c.x), 3);
  auto const state = c.all(network.state());
  REQUIRE(state.size() == 2 * 7);
  double const unbiased = static_cast<double>(Case::n) / static_cast<double>(Case::n - 1);
  for (std::size_t l = 0; l < 3; ++l) {  // on the way up the clean path's, though the pass itself was corrupted
    Numbers const m = mean_of(clean.sums[l]), v = variance_of(clean.sums[l]);
    for (std::size_t j = 0; j < m.size(); ++j) {
      CHECK(state[2 * l][j] == Approx(m[j]).epsilon(1e-9).margin(1e-12));
      CHECK(state[2 * l + 1][j] == Approx(v[j] * unbiased).epsilon(1e-9));
    }
  }
  copy(c.context, network.state().values().data(), c.network.state().values().data(), network.state().values().count());
  Loops oracle{c.all(c.network.parameters())};
  oracle.state = state;
  c.check({}, oracle);
  // A second batch of the same update, which holds generated samples, leaves them as they are.
  PassMode again = records;
  again.repeats = true;
  network(constant<1>(full(c.context, c.x.shape(), 9.)), again);
  CHECK(c.all(network.state()) == state);
}

TEST_CASE("a ladder starts at the lateral signal: its energy is 0 without noise, and that of the noise with it") {
  for (auto norm : {EnergyNorm::L2, EnergyNorm::SumSq, EnergyNorm::MeanSq}) {
    Case const c(0, false, norm);
    for (double e : to_host(score_of(c.network(constant<1>(c.x), trains)).value())) CHECK(std::abs(e) < 1e-11);
  }
  Case c(.3f, false);
  auto const many = zeros<double>(c.context, Shape{2000, 6});
  double mean = 0;
  for (double e : to_host(score_of(c.network(constant<1>(many), trains)).value())) mean += e / 2000;
  CHECK(mean == Approx(6 * .09).epsilon(.05));
}

TEST_CASE("a ladder's derivatives of both orders agree with finite differences") {
  CHECK_FALSE(verify(LadderD{.hidden = {4}, .classes = 2, .noise = .2f}.layers(Vector<3>{}), Shape{3}).text().empty());
}

TEST_CASE("what a ladder refuses") {
  CHECK_THROWS_WITH(LadderD{.classes = 1}.layers(Vector<3>{}), Catch::Contains("not 1"));
  CHECK_THROWS_WITH(LadderD{.noise = -1}.layers(Vector<3>{}), Catch::Contains("not -1"));
  Declaration d;
  CHECK_THROWS_WITH((LadderD{.hidden = {0}}.layers(Vector<3>{}).declare(d)), Catch::Contains("3 and 0"));
}
