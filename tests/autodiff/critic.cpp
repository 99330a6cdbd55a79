// The double backward of a gradient penalty against the oracle numbers of the specification (03, Wasserstein critics).
#include <gan/autodiff/matmul.hpp>

#include "points.hpp"

using namespace points;
using V = Var<double, Cpu>;
using Values = std::vector<double>;

namespace {

struct Critic {
  V w, b, v;
};
Critic oracle_critic(Context<Cpu>& context) {
  return {variable(from_host(context, {3, 2}, Values{.5, -.3, .2, .8, -.7, .1})),
          variable(from_host(context, {3}, Values{.1, -.2, .05})), variable(from_host(context, {1, 3}, Values{1, -1.5, .5}))};
}

/// mean over samples of (|grad_x f(x)| - 1)^2 for f = v phi(W x + b).
template <class Phi> V penalty(Critic const& c, V const& x, Phi phi) {
  V score = matmul_transposed_b(phi(matmul_transposed_b(x, c.w) + c.b), c.v);
  V g = grad(sum(score), x, create_graph);
  return mean(square(sqrt(sum_per_sample(square(g))) - 1));
}

void check_values(V const& got, Values const& expected) {
  auto values = to_host(got.value());
  REQUIRE(values.size() == expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) CHECK(values[i] == Approx(expected[i]).margin(2e-10));
}

template <class Phi> void check_oracle(Phi phi, double value, Values const& dw, Values const& dv, Values const& db) {
  for (int copies : {1, 5}) {  // the mean over equal samples is the penalty of one
    Context<Cpu> context;
    Critic c = oracle_critic(context);
    Values x;
    for (int i = 0; i < copies; ++i) x.insert(x.end(), {.3, -.6});
    V p = penalty(c, variable(from_host(context, {copies, 2}, x)), phi);
    CHECK(p.item() == Approx(value).margin(1e-10));
    auto [gw, gv, gb] = grad(p, {c.w, c.v, c.b});
    check_values(gw, dw);
    check_values(gv, dv);
    check_values(gb, db);
  }
}

}  // namespace

TEST_CASE("the penalty of a tanh critic has the oracle's gradient") {
  check_oracle([](auto h) { return tanh(h); }, .0021175561,
               {-.0136201275, -.0674515629, .0374543011, .0434271125, -.0053155773, -.0433661399},
               {.0183285, -.0524251089, -.0013944597}, {-.0148578632, .0866788407, -.0003019257});
}

TEST_CASE("the penalty of a leaky critic has the oracle's gradient, and none for its bias") {
  check_oracle([](auto h) { return leaky_relu(h, 0.2f); }, .1250509911,
               {-.4048471357, .5799161673, .1214541407, -.1739748502, -.0404847136, .0579916168},
               {-.3763984180, .0765927013, .0682769223}, {0, 0, 0});
}

TEST_CASE("the penalty of a linear critic of norm one is zero at any batch size") {
  for (std::int64_t batch : {1, 4, 64}) {
    Context<Cpu> context;
    V w = variable(from_host(context, {1, 2}, Values{.6, -.8})), x = variable(signed_ones(context, {batch, 2}));
    V g = grad(sum(matmul_transposed_b(x, w)), x, create_graph);
    V p = mean(square(sqrt(sum_per_sample(square(g))) - 1));
    CHECK(std::abs(p.item()) < 1e-28);
    for (double d : to_host(grad(p, w).value())) CHECK(std::abs(d) < 1e-14);
  }
}

TEST_CASE("the penalty of a deep ReLU critic agrees with central differences in every weight") {
  Context<Cpu> context;
  auto x = signed_ones(context, {5, 3});
  auto critic = [&](V w1, V b1, V w2, V b2, V w3) {
    V input = variable(x);
    V h = relu(matmul(input, w1) + b1);
    V score = matmul(relu(matmul(h, w2) + b2), w3);
    V g = grad(sum(score), input, create_graph);
    return mean(square(sqrt(sum_per_sample(square(g)) + 1e-12) - 1)) + mean(score);
  };
  CHECK_NOTHROW(gradcheck(critic, signed_ones(context, {3, 6}, 2), signed_ones(context, {6}, 3),
                          signed_ones(context, {6, 4}, 4), signed_ones(context, {4}, 5), signed_ones(context, {4, 1}, 6)));
}
