// Losses on one thread, value and gradient: one pass of ours beside an identity pass of the same loop, a copy, the composed form of two
// passes, Eigen expressions and LibTorch, in turns.
#include <cstring>
#include <memory>
#include <optional>

#include <gan/gan.hpp>

#include "conditions.hpp"
#include "libtorch/remote.hpp"

namespace {

using namespace bench;
using namespace gan;
using Numbers = Tensor<float, Cpu>;
using Variable = Var<float, Cpu, 1>;
using Array = Eigen::Map<Eigen::ArrayXf>;
using Rows = Eigen::Map<Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

/// What is measured of one loss at one size.
struct Work {
  double elements, bytes;  // bytes: read and written once each
  std::vector<Candidate> candidates;
};
/// The candidates in their order; LibTorch's follow.
enum Place { ours, identity, copied, composed, eigen, recorded, libtorch };

struct Case {
  std::string name;
  std::function<Work(Context<Cpu>&, std::int64_t n)> work;
  std::vector<std::string> libtorch;  // the same in LibTorch, by libtorch/losses.cpp's names
};

Numbers draw(Context<Cpu>& context, Shape shape, std::uint64_t seed) {
  return normal<float>(context, shape, random::key(Seed{seed}, Stream::data), 0.0f, 2.0f);
}

template <class F> void run(F const& f, Shape const& space, std::vector<Numbers> const& in, std::vector<Numbers> const& out) {
  Numbers const* inputs[F::inputs];
  Shape const* shapes[F::outputs];
  MapOutput<float> outputs[F::outputs];
  for (std::size_t i = 0; i < in.size(); ++i) inputs[i] = &in[i];
  for (std::size_t j = 0; j < out.size(); ++j) {
    shapes[j] = &out[j].shape();
    if (!(map_op<F, float, Cpu, 0>.zero_mask >> j & 1)) outputs[j].data = out[j].data();
  }
  run_map(out[0].context(), map_op<F, float, Cpu, 0>, &f, space, inputs, shapes, outputs);
}

void require_near(std::string const& what, double got, double expected) {
  require<CheckFailed>(std::abs(got - expected) <= 1e-4 * (1 + std::abs(expected)), what, " is ", got, ", but Eigen's is ",
                       expected);
}

/// What all cases compare with: a pass from x to y, and a copy of as much.
void add_references(Work& work, Numbers const& x, Numbers const& y) {
  work.candidates.push_back(Candidate::of("identity", [=] { run(Identity{}, x.shape(), {x}, {y}); }));
  auto const bytes = static_cast<std::size_t>(x.count()) * sizeof(float);
  work.candidates.push_back(Candidate::of("copy", [=] { std::memcpy(y.data(), x.data(), bytes); }));
}

/// A function of scores: `value` and `slope` are the same as expressions of an Eigen array.
template <class Op, class Value, class Slope>
Case loss(std::string name, Op op, Value value, Slope slope, std::vector<std::string> libtorch = {}) {
  auto work = [=](Context<Cpu>& context, std::int64_t n) {
    Work w{static_cast<double>(n), 8.0 * static_cast<double>(n), {}};
    Shape const shape{n, 1};
    Numbers const x = draw(context, shape, 1), y = zeros<float>(context, shape), g = zeros<float>(context, shape),
                  sum = zeros<float>(context, Shape{}), one = full(context, Shape{}, 1.0f);
    auto const by_eigen = std::make_shared<float>();
    w.candidates.push_back(Candidate::of("ours", [=] { mean_with_gradient(op, x); }));
    add_references(w, x, y);
    auto const f = (apply(op, constant<1>(x)) * (1.0 / static_cast<double>(n))).f;
    w.candidates.push_back(Candidate::of("composed", [=] {
      run(f, shape, {x}, {sum});
      run(Vjp<std::decay_t<decltype(f)>>{f}, shape, {one, x}, {y});
    }));
    w.candidates.push_back(Candidate::of("Eigen", [=] {
      Array const s(x.data(), n);
      *by_eigen = value(s).mean();
      Array(g.data(), n) = slope(s) / static_cast<float>(n);
    }));
    Variable const scores = variable<1>(x);
    w.candidates.push_back(Candidate::of("recorded", [=] { grad(one_pass_mean(apply(op, scores)), scores); }));

    auto const mine = mean_with_gradient(op, x);
    w.candidates[eigen].repeat(1);
    require_near(name, static_cast<double>(to_host(mine.value)[0]), static_cast<double>(*by_eigen));
    for (std::int64_t i = 0; i < std::min<std::int64_t>(n, 1000); ++i)
      require_near(sentence("the slope of ", name), static_cast<double>(mine.gradient.data()[i]) * w.elements,
                   static_cast<double>(g.data()[i]) * w.elements);
    return w;
  };
  return {std::move(name), work, std::move(libtorch)};
}
template <class L, class Value, class Slope>
Case real(std::string name, L l, Value value, Slope slope, std::vector<std::string> libtorch = {}) {
  return loss(name + ", real", gan::detail::RealOp<L>{l}, value, slope, std::move(libtorch));
}
template <class L, class Value, class Slope> Case fake(std::string name, L l, Value value, Slope slope) {
  return loss(name + ", fake", gan::detail::FakeOp<L>{l}, value, slope);
}
template <class D, class Value, class Slope> Case divergence(std::string name, D d, Value value, Slope slope) {
  return fake(std::move(name), FDivergence<D>{d}, value, slope);
}

/// The mean energy of reconstructions {rows, 784} of x, and its gradient for the reconstructions, which is what a discriminator's
/// step needs. The graph of it and its sweep are included. Counted: two reads and one write of an element.
Case energy(std::string name, EnergyNorm norm) {
  auto work = [=](Context<Cpu>& context, std::int64_t n) {
    constexpr std::int64_t columns = 784;
    Shape const shape{std::max<std::int64_t>(1, n / columns), columns};
    Work w{static_cast<double>(shape.count()), 12.0 * static_cast<double>(shape.count()), {}};
    Numbers const x = draw(context, shape, 1), r = draw(context, shape, 2), y = zeros<float>(context, shape);
    Variable const image = constant<1>(x), reconstruction = variable<1>(r);
    auto const gradient = std::make_shared<Variable>();
    w.candidates.push_back(Candidate::of("ours", [=] {
      *gradient = grad(energy_term(gan::detail::RealOp<MarginLoss>{}, reconstruction, image, norm), reconstruction);
    }));
    add_references(w, x, y);
    w.candidates.push_back(Candidate::of("composed", [=] {  // with the residual stored
      Variable const e = residual_energy(evaluate(reconstruction - image), norm);
      grad(mean(apply(gan::detail::RealOp<MarginLoss>{}, e)), reconstruction);
    }));
    auto const value = std::make_shared<float>();
    w.candidates.push_back(Candidate::of("Eigen", [=, rows = shape[0]] {
      Rows const a(r.data(), rows, columns), b(x.data(), rows, columns);
      Rows to(y.data(), rows, columns);
      Eigen::ArrayXf energies = (a - b).square().rowwise().sum();
      if (norm == EnergyNorm::L2) energies = energies.sqrt();
      if (norm == EnergyNorm::MeanSq) energies /= static_cast<float>(columns);
      *value = energies.mean();
      float const scale = norm == EnergyNorm::MeanSq ? 2.0f / static_cast<float>(columns) : 2.0f;
      if (norm == EnergyNorm::L2) to = (a - b).colwise() / (energies * static_cast<float>(rows));
      else to = (a - b) * (scale / static_cast<float>(rows));
    }));
    w.candidates[ours].repeat(1);
    w.candidates[eigen].repeat(1);
    for (std::int64_t i = 0; i < columns; ++i)
      require_near(sentence("the slope of ", name),
                   static_cast<double>(gradient->value().data()[i]) * static_cast<double>(shape[0]),
                   static_cast<double>(y.data()[i]) * static_cast<double>(shape[0]));
    return w;
  };
  return {std::move(name), work, {}};
}

// Eigen's side, written as a careful user would.
constexpr float pi = 0.3f, margin = 2, log_2 = 0.69314718f;
auto softplus_of(auto const& v) { return v.max(0.0f) + (-v.abs()).exp().log1p(); }
auto sigmoid_of(auto const& v) { return (1.0f + (-v).exp()).inverse(); }
auto ones_of(auto const& v) { return Eigen::ArrayXf::Ones(v.size()); }

/// Logarithm of Lambert's W(e^y) by Newton's method.
Eigen::ArrayXf log_lambert_of(Eigen::ArrayXf const& y) {
  Eigen::ArrayXf w = (y > 1.0f).select(y.max(1.0f).log(), y);
  for (int i = 0; i < 6; ++i) w -= (w.exp() + w - y) / (w.exp() + 1.0f);
  return w;
}

std::vector<Case> cases() {
  auto softplus_real = [](auto const& s) { return (-s).max(0.0f) + (-s.abs()).exp().log1p(); };
  auto sigmoid_real = [](auto const& s) { return -(1.0f + s.exp()).inverse(); };
  auto softplus_fake = [](auto const& s) { return softplus_of(s); };
  auto sigmoid_fake = [](auto const& s) { return sigmoid_of(s); };
  return {
      real("Minimax", Minimax{}, softplus_real, sigmoid_real, {"bce", "softplus", "log_sigmoid"}),
      loss("NonSaturating, generator", gan::detail::GeneratorOp<NonSaturating>{}, softplus_real, sigmoid_real,
           {"bce", "softplus", "log_sigmoid"}),
      real(
          "LeastSquares", LeastSquares{}, [](auto const& s) { return 0.5f * (s - 1.0f).square(); },
          [](auto const& s) { return s - 1.0f; }, {"least_squares", "mse"}),
      real(
          "Wasserstein", Wasserstein{}, [](auto const& s) { return -s; }, [](auto const& s) { return -ones_of(s); },
          {"wasserstein"}),
      real(
          "Hinge", Hinge{}, [](auto const& s) { return (1.0f - s).max(0.0f); },
          [](auto const& s) { return (s < 1.0f).select(-ones_of(s), 0.0f); }, {"hinge"}),
      fake(
          "MarginLoss", MarginLoss{margin}, [](auto const& s) { return (margin - s).max(0.0f); },
          [](auto const& s) { return (s < margin).select(-ones_of(s), 0.0f); }),
      divergence(
          "KullbackLeibler", KullbackLeibler{}, [](auto const& s) { return (s - 1.0f).exp(); },
          [](auto const& s) { return (s - 1.0f).exp(); }),
      divergence(
          "ReverseKullbackLeibler", ReverseKullbackLeibler{}, [](auto const& s) { return s - 1.0f; },
          [](auto const& s) { return ones_of(s); }),
      divergence(
          "PearsonChiSquared", PearsonChiSquared{}, [](auto const& s) { return (1.0f + 0.5f * s).max(0.0f).square() - 1.0f; },
          [](auto const& s) { return (1.0f + 0.5f * s).max(0.0f); }),
      divergence(
          "NeymanChiSquared", NeymanChiSquared{}, [](auto const& s) { return -2.0f * (-0.5f * s).expm1(); },
          [](auto const& s) { return (-0.5f * s).exp(); }),
      divergence(
          "SquaredHellinger", SquaredHellinger{}, [](auto const& s) { return s.expm1(); },
          [](auto const& s) { return s.exp(); }),
      divergence(
          "TotalVariation", TotalVariation{}, [](auto const& s) { return 0.5f * s.tanh(); },
          [](auto const& s) { return 0.5f * (1.0f - s.tanh().square()); }),
      divergence("GanDivergence", GanDivergence{}, softplus_fake, sigmoid_fake),
      divergence(
          "JensenShannon", JensenShannon{}, [](auto const& s) { return softplus_of(s) - log_2; }, sigmoid_fake),
      divergence(
          "WeightedJensenShannon", WeightedJensenShannon{},
          [](auto const& s) { return (1.0f - pi) * softplus_of(s) + (1.0f - pi) * std::log(1.0f - pi); },
          [](auto const& s) { return (1.0f - pi) * sigmoid_of(s); }),
      divergence(
          "Alpha (1/2)", Alpha{.a = 0.5}, [](auto const& s) { return 2.0f * (0.5f * softplus_of(-s)).inverse() - 2.0f; },
          [](auto const& s) { return sigmoid_of(-s) * (0.5f * softplus_of(-s)).square().inverse(); }),
      divergence(
          "Jeffrey", Jeffrey{},
          [](auto const& s) -> Eigen::ArrayXf {
            Eigen::ArrayXf const w = log_lambert_of(1.0f - s);
            return w.exp() + (-w).exp() + s - 2.0f;
          },
          [](auto const& s) -> Eigen::ArrayXf { return (-log_lambert_of(1.0f - s)).exp(); }),
      energy("energy, norm", EnergyNorm::L2),
      energy("energy, sum of squares", EnergyNorm::SumSq),
      energy("energy, mean of squares", EnergyNorm::MeanSq),
  };
}

void measure(Case const& c, std::int64_t n, Rounds const& rounds, std::vector<Competitor> const& competitors) {
  Context<Cpu> context;
  Work work = c.work(context, n);
  bool const has_recorded = work.candidates.size() > recorded;
  std::size_t const first = work.candidates.size();
  for (Competitor const& competitor : competitors)
    for (std::string const& name : c.libtorch) {
      auto remote = std::make_shared<competitor::RemoteStep>(competitor.program, competitor.mode, 1, sentence(name, ':', n));
      remote->repeat(3);  // loading the library is no part of its warm-up
      work.candidates.push_back({name, [remote](long times) { remote->repeat(times); }, remote->processor()});
    }
  std::vector<Timing> const t = interleave(work.candidates, rounds);
  double const ns = 1e6 * t[ours].median_ms / work.elements, traffic = work.bytes / (8 * work.elements);
  char line[160];
  std::snprintf(line, sizeof line, " | %.3f | %.1f | %.2f | %.2f | %.2f | %.2f |", ns, work.bytes / work.elements / ns,
                traffic * ratio(t[identity], t[ours]), traffic * ratio(t[copied], t[ours]), ratio(t[composed], t[ours]),
                ratio(t[eigen], t[ours]));
  std::cout << "| " << c.name << line;
  std::snprintf(line, sizeof line, has_recorded ? " %.2f |" : " |", has_recorded ? ratio(t[recorded], t[ours]) : 0.0);
  std::cout << line;
  for (std::size_t k = 0, at = first; k < competitors.size(); ++k) {
    std::cout << (c.libtorch.empty() ? " |" : "");
    for (std::size_t i = 0; i < c.libtorch.size(); ++i, ++at) {
      std::snprintf(line, sizeof line, "%s %s %.1f", i ? "," : "", c.libtorch[i].c_str(), ratio(t[at], t[ours]));
      std::cout << line << (i + 1 == c.libtorch.size() ? " |" : "");
    }
  }
  std::cout << '\n' << std::flush;
}

void run(int argc, char** argv) {
  CLI::App app{
      "Times losses, value and gradient, on one thread: ours and, in turns within one run, what they are compared with.\n"
      "Prints one Markdown table per size.",
      "bench_losses"};
  std::vector<std::int64_t> sizes{1000, 10'000, 100'000, 1'000'000, 10'000'000};
  std::string part;
  CommonOptions common;
  common.rounds.turn_ms = 20;
  common.rounds.processor_time = true;
  app.add_option("--sizes", sizes, "numbers of scores")->delimiter(',')->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--losses", part, "only those with this in their name");
  common.add_to(app);
  std::vector<Competitor> competitors;
  try {
    app.parse(argc, argv);
    competitors = common.competitors();
  } catch (CLI::ParseError const& e) {
    std::exit(app.exit(e));
  }
  common.rounds.warm_up_ms = 1.5 * common.rounds.turn_ms;
  print_conditions(1, common.rounds, competitors);
  for (std::int64_t n : sizes) {
    std::cout << "| " << n
              << " elements | ns/element | GB/s | of identity | of copy | composed / ours | Eigen / ours | recorded / ours |";
    for (Competitor const& c : competitors) std::cout << ' ' << c.label << ' ' << c.mode << " / ours |";
    std::cout << "\n|---|---:|---:|---:|---:|---:|---:|---:|";
    for (std::size_t i = 0; i < competitors.size(); ++i) std::cout << "---|";
    std::cout << '\n' << std::flush;
    for (Case const& c : cases())
      if (c.name.find(part) != std::string::npos) measure(c, n, common.rounds, competitors);
    std::cout << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(argc, argv);
  } catch (std::exception const& e) {
    std::cerr << "bench_losses: " << e.what() << '\n';
    return 1;
  }
}
