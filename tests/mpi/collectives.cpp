/// The numbers that ranks exchange, the operations on them to second order, and every layer and term that couples samples, against the
/// same computed by one rank from the joint batch.
#include <gan/autodiff/grad.hpp>
#include <gan/loss/least_squares.hpp>
#include <gan/loss/relativistic.hpp>
#include <gan/nn/batch_norm.hpp>
#include <gan/nn/dropout.hpp>
#include <gan/nn/minibatch_deviation.hpp>
#include <gan/nn/minibatch_discrimination.hpp>
#include <gan/nn/network.hpp>
#include <gan/nn/sequential.hpp>
#include <gan/regularizer/feature_matching.hpp>
#include <gan/regularizer/pulling_away.hpp>

#include "ranks.hpp"

using namespace gan;
using namespace test;

namespace {

using V = Var<double, Cpu>;

/// Element i of rank r, with digits that a sum rounds.
template <class T> T element(int rank, std::int64_t i) { return static_cast<T>(std::sin(1.0 + i + 1000.0 * rank)); }

template <class T> void check_numbers(mpi::World world, Checks& check) {
  Context<Cpu> context;
  int const n = world.size(), me = world.rank();
  for (std::int64_t count : {1, 2, 3, 5, 64, 1000, 4097, 20011, 300007}) {
    auto const what = [&](char const* operation) {
      return sentence(operation, " of ", count, " numbers of ", sizeof(T), " bytes");
    };
    std::vector<T> mine, average, joined, all, part, zero;
    for (std::int64_t i = 0; i < count; ++i) {
      mine.push_back(element<T>(me, i));
      zero.push_back(element<T>(0, i));
      T sum = element<T>(0, i);
      for (int r = 1; r < n; ++r) sum += element<T>(r, i);
      average.push_back(sum * (T(1) / static_cast<T>(n)));
    }
    for (int r = 0; r < n; ++r)
      for (std::int64_t i = 0; i < count; ++i) joined.push_back(element<T>(r, i));
    auto got = mine;
    world.average(context, got.data(), count);
    check.same_bits(got, average, what("the average"));
    all.assign(joined.size(), T(0));
    world.gather(context, mine.data(), all.data(), count);
    check.same_bits(all, joined, what("a gather"));
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = element<T>(me + 7, static_cast<std::int64_t>(i));
    part.assign(mine.size(), T(0));
    world.sum_parts(context, all.data(), part.data(), count);
    std::vector<T> expected;
    for (std::int64_t i = 0; i < count; ++i) {
      T sum = element<T>(7, me * count + i);
      for (int r = 1; r < n; ++r) sum += element<T>(r + 7, me * count + i);
      expected.push_back(sum);
    }
    check.same_bits(part, expected, what("the sum of parts"));
    got = mine;
    world.broadcast(context, got.data(), count);
    check.same_bits(got, zero, what("a broadcast"));
  }
  auto const texts = world.texts(std::string(static_cast<std::size_t>(3 * me), 'a' + static_cast<char>(me)));
  bool right = texts.size() == static_cast<std::size_t>(n);
  for (int r = 0; right && r < n; ++r)
    right = texts[static_cast<std::size_t>(r)] == std::string(static_cast<std::size_t>(3 * r), 'a' + static_cast<char>(r));
  check.that(right, "texts of other lengths");
}

Tensor<double, Cpu> rows_of(Tensor<double, Cpu> const& joint, mpi::World const& world) {
  std::int64_t const part = joint.shape()[0] / world.size();
  return joint.slice(world.rank() * part, (world.rank() + 1) * part);
}
std::vector<double> times(std::vector<double> values, double factor) {
  for (auto& v : values) v *= factor;
  return values;
}

/// Objectives and their gradients of gradients, with every operation in them, against formulas of one rank.
void check_second_order(mpi::World world, Checks& check) {
  Context<Cpu> context;
  int const n = world.size();
  std::int64_t const b = 3, d = 2;
  auto const joint = normal<double>(context, {n * b, d}, random::key(Seed{3}, Stream::check), 0., 1.);
  auto const weights = normal<double>(context, {n * b, d}, random::key(Seed{4}, Stream::check), 0., 1.);

  // Of one rank: the objective is the mean over r of  sum_i w_ri exp(x_ri + avg_i)  +  sum tanh(all x) x_r0, with avg over the ranks.
  auto alone = [&](V const& x) {
    auto const average = evaluate(reshape(x, Shape{n, b, d}) * (1. / n), Shape{1, b, d});
    auto const inside = exp(reshape(x, Shape{n, b, d}) + average) * constant(weights.reshaped(Shape{n, b, d}));
    auto const first = sum(slice(reshape(x, Shape{n, b, d}), 1, 0, 1));
    return evaluate((sum(inside) + sum(tanh(x)) * first) * (1. / n));
  };
  auto shared = [&](V const& x) {
    auto const average = rank_average(x, &Coupling::terms);
    auto const inside = exp(x + average) * constant(rows_of(weights, world));
    return evaluate(sum(inside) + sum(tanh(rank_gather(x, &Coupling::terms))) * sum(slice(x, 0, 0, 1)));
  };

  V const x = variable(joint), mine = variable(rows_of(joint, world));
  auto const first = grad(alone(x), x, create_graph);
  auto const second = grad(sum(square(first)), x);
  Sharing<Cpu> sharing(context, &world, {});
  auto const value = to_host(rank_average(shared(mine), &Coupling::terms).value());
  check.near(value, to_host(alone(x).value()), 1e-13, "an objective");
  auto const own_first = grad(shared(mine), mine, create_graph);
  auto const own_second = grad(sum(square(own_first)), mine);
  // A cotangent is that of the sum of the ranks' objectives, n times their mean.
  check.near(to_host(own_first.value()), times(to_host(rows_of(first.value(), world)), n), 1e-13, "its gradient");
  check.near(to_host(own_second.value()), times(to_host(rows_of(second.value(), world)), n * n), 1e-12, "a gradient of it");
}

/// One layer and a cost of its output, shared and alone: output, running state, gradients of parameters and of the input.
template <class Layer> void check_layer(mpi::World world, Checks& check, char const* what, Layer const& layer, Shape sample) {
  Context<Cpu> context;
  int const n = world.size();
  std::int64_t const b = 4;
  Shape joint_shape{n * b}, tail{1};
  for (int i = 0; i < sample.rank(); ++i) joint_shape.push_back(sample[i]);
  auto const joint = normal<double>(context, joint_shape, random::key(Seed{3}, Stream::check), 5., 2.);
  struct Result {
    std::vector<double> output, gradients, input_gradient, state;
  };
  PassMode const mode{.training = true, .updates_state = true, .key = random::key(Seed{6}, Stream::dropout)};
  auto run = [&](Tensor<double, Cpu> const& input) {
    Network<double, Cpu, 2, Layer> network(context, layer, random::key(Seed{5}, Stream::check));
    V const x = variable(input);
    V const y = evaluate(network(x, mode));
    V const cost = mean(square(sin(y)));
    if constexpr (requires { network.backward(std::vector<V>{cost}); }) network.backward(std::vector<V>{cost});
    else network.backward(cost);
    return Result{to_host(y.value()), to_host(network.gradients()), to_host(grad(cost, x).value()),
                  to_host(network.state().values())};
  };
  auto const whole = run(joint);
  Sharing<Cpu> sharing(context, &world, {world.rank() * b, b, n * b});
  auto part = run(rows_of(joint, world));
  world.average(context, part.gradients.data(), static_cast<std::int64_t>(part.gradients.size()));
  auto my_part = [&](std::vector<double> const& values) {
    std::size_t const each = values.size() / static_cast<std::size_t>(n), begin = each * static_cast<std::size_t>(world.rank());
    return std::vector<double>(values.begin() + static_cast<std::ptrdiff_t>(begin),
                               values.begin() + static_cast<std::ptrdiff_t>(begin + each));
  };
  check.near(part.output, my_part(whole.output), 1e-12, sentence(what, ": output"));
  check.near(part.gradients, whole.gradients, 1e-11, sentence(what, ": gradients of parameters"));
  check.near(part.input_gradient, times(my_part(whole.input_gradient), n), 1e-11, sentence(what, ": gradient of the input"));
  check.near(part.state, whole.state, 1e-13, sentence(what, ": running state"));
}

/// With Reach::local every rank is alone with its own samples, bit for bit.
void check_local(mpi::World& local, Checks& check) {
  Context<Cpu> context;
  auto const joint = normal<double>(context, {local.size() * 4, 3}, random::key(Seed{3}, Stream::check), 5., 2.);
  V const x = constant(rows_of(joint, local));
  auto results = [&] {
    std::vector<double> out;
    auto append = [&](V const& v) {
      auto const values = to_host(v.value());
      out.insert(out.end(), values.begin(), values.end());
    };
    Network<double, Cpu, 2, BatchNorm> norm(context, BatchNorm{3}, random::key(Seed{5}, Stream::check));
    append(evaluate(norm(x, {.training = true})));
    append(feature_distance(x, evaluate(x * x)));
    append(RelativisticAverage{LeastSquares{}}.discriminator_loss(slice(x, 1, 0, 1), slice(x, 1, 1, 2)));
    append(rank_gather(x, &Coupling::statistics));
    return out;
  };
  auto const alone = results();
  Sharing<Cpu> sharing(context, &local, {});
  check.same_bits(results(), alone, "local statistics and terms");
}

/// Terms of objectives over scores, features and codes.
void check_terms(mpi::World world, Checks& check) {
  Context<Cpu> context;
  int const n = world.size();
  auto const real = normal<double>(context, {n * 4, 3}, random::key(Seed{3}, Stream::check), 1., 2.),
             fake = normal<double>(context, {n * 4, 3}, random::key(Seed{4}, Stream::check), 0., 1.);
  struct CodesStep {
    V codes;
    V const& fake_code() const { return codes; }
  };
  auto compare = [&](char const* what, auto const& term) {
    V const r = variable(real), f = variable(fake), own_r = variable(rows_of(real, world)),
            own_f = variable(rows_of(fake, world));
    auto const whole = term(r, f);
    auto const [gr, gf] = grad(whole, {r, f});
    Sharing<Cpu> sharing(context, &world, {});
    auto const own = term(own_r, own_f);
    auto const [own_gr, own_gf] = grad(own, {own_r, own_f});
    check.near(to_host(rank_average(own, &Coupling::terms).value()), to_host(whole.value()), 1e-13, what);
    check.near(to_host(own_gr.value()), times(to_host(rows_of(gr.value(), world)), n), 1e-12,
               sentence(what, ", real gradient"));
    check.near(to_host(own_gf.value()), times(to_host(rows_of(gf.value(), world)), n), 1e-12,
               sentence(what, ", fake gradient"));
  };
  compare("feature matching", [](V const& r, V const& f) { return V(evaluate(feature_distance(r, f))); });
  compare("pulling-away", [](V const&, V const& f) {
    CodesStep step{f};
    return V(evaluate(PullingAway{.weight = 1}.generator_term(step)));
  });
  compare("a relativistic average", [](V const& r, V const& f) {
    return V(evaluate(RelativisticAverage{LeastSquares{}}.discriminator_loss(slice(r, 1, 0, 1), slice(f, 1, 0, 1))));
  });
}

/// Draws by the number of a sample: the ranks' rows are those of the joint batch, also of two batches in one.
void check_draws(mpi::World const& world, Checks& check) {
  Context<Cpu> context;
  auto const key = random::key(Seed{8}, Stream::penalty);
  std::int64_t const n = world.size(), b = 3, joint = n * b, me = world.rank() * b;
  auto const one = uniform<float>(context, {joint, 5}, key, 0.f, 1.f),
             two = uniform<float>(context, {2 * joint, 5}, key, 0.f, 1.f);
  Rows const rows{me, b, joint};
  check.same_bits(to_host(uniform<float>(context, {b, 5}, key, 0.f, 1.f, rows)), to_host(one.slice(me, me + b)), "draws");
  auto const both = uniform<float>(context, {2 * b, 5}, key, 0.f, 1.f, rows);
  check.same_bits(to_host(both.slice(0, b)), to_host(two.slice(me, me + b)), "draws for the first batch of two");
  check.same_bits(to_host(both.slice(b, 2 * b)), to_host(two.slice(joint + me, joint + me + b)), "draws for the second batch");
  check.same_bits(to_host(uniform<float>(context, {}, key, 0.f, 1.f, rows)),
                  to_host(uniform<float>(context, {}, key, 0.f, 1.f)), "a draw that counts no samples");
  check.same_bits(to_host(uniform<float>(context, {b + 1}, key, 0.f, 1.f, rows)),
                  to_host(uniform<float>(context, {b + 1}, key, 0.f, 1.f)), "draws of no whole number of parts");
}

}  // namespace

int main() {
  return mpi::run([](mpi::World const& world) {
    Checks check(world);
    check_numbers<float>(world, check);
    check_numbers<double>(world, check);
    check_second_order(world, check);
    check_layer(world, check, "batch norm", BatchNorm{3}, {3});
    check_layer(world, check, "batch norm of images", Sequential{BatchNormNoAffine{2}}, {4, 4, 2});
    check_layer(world, check, "minibatch deviation", Sequential{MinibatchDeviation{}}, {4, 4, 2});
    check_layer(world, check, "minibatch discrimination",
                Sequential{MinibatchDiscrimination{.features = 6, .kernels = 3, .dimensions = 2, .init = Normal{.1f}}}, {6});
    check_layer(world, check, "dropout", Sequential{Dropout{.5f}}, {7});
    check_terms(world, check);
    check_draws(world, check);
    mpi::World local({.statistics = Reach::local, .terms = Reach::local});
    check_local(local, check);
    return check.status();
  });
}
