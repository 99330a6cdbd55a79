// The tape on the card: gradients of the first and second order against differences, and against known numbers.
#include <gan/autodiff/gradcheck.hpp>
#include <gan/autodiff/matmul.hpp>

#include "card.hpp"

using namespace gan;

namespace {

Tensor<double, Cuda> draw(CudaContext& context, Shape shape, std::uint64_t what) {
  return normal<double>(context, shape, random::key(Seed{what}, Stream::check), 0.0, 0.5);
}

}  // namespace

TEST_CASE("gradients of a network on the card agree with differences, of both orders") {
  NEEDS_A_CARD();
  CudaContext context;
  auto const x = draw(context, {5, 3}, 1), w1 = draw(context, {3, 8}, 2), b1 = draw(context, {8}, 3),
             w2 = draw(context, {8, 1}, 4);
  auto network = [](auto const& at, auto const& w, auto const& b, auto const& v) {
    auto hidden = evaluate(tanh(matmul(at, w) + b));
    return mean(softplus(matmul(hidden, v)));
  };
  CHECK(gradcheck(network, x, w1, b1, w2).passed());
  CHECK(gradgradcheck(network, x, w1, b1, w2).passed());
}

TEST_CASE("a gradient penalty on the card agrees with differences") {
  NEEDS_A_CARD();
  CudaContext context;
  auto const x = draw(context, {6, 4}, 5);
  auto penalty = [&](auto const& w, auto const& v) {
    auto inputs = variable(x);
    auto score = sum(matmul(evaluate(tanh(matmul(inputs, w))), v));
    auto slope = sqrt(sum_per_sample(square(grad(score, inputs, create_graph))) + 1e-6);
    return mean(square(slope - 1));
  };
  CHECK(gradcheck(penalty, draw(context, {4, 8}, 6), draw(context, {8, 1}, 7)).passed());
}

TEST_CASE("gradients of a variable that stands twice in an expression, on the card") {
  NEEDS_A_CARD();
  CudaContext context;
  auto f = [](auto const& a, auto const& b) { return a * a * b + exp(b) * b; };
  CHECK(gradcheck(f, draw(context, {5, 4}, 1), draw(context, {4}, 2)).passed());
  CHECK(gradgradcheck(f, draw(context, {5, 4}, 1), draw(context, {4}, 2)).passed());
}

TEST_CASE("gradients through shapes, slices and sums on the card") {
  NEEDS_A_CARD();
  CudaContext context;
  auto f = [](auto const& a, auto const& b) {
    auto joined = concatenate(1, a, b);
    auto part = reshape(slice(joined, 1, 1, 5), {3, 2, 2});
    return sum_per_channel(exp(part) * mean_per_sample(part));
  };
  CHECK(gradcheck(f, draw(context, {3, 4}, 8), draw(context, {3, 4}, 9)).passed());
}

TEST_CASE("a whole step with draws, products, maps and gradients runs as one graph") {
  NEEDS_A_CARD();
  CudaContext context(Seed{3});
  auto const w = normal<float>(context, {16, 16}, random::key(Seed{1}, Stream::check), 0.0f, 0.3f);
  auto const drawn = zeros<float>(context, {64, 16}), gradient = zeros<float>(context, {16, 16});
  auto step = [&](std::uint64_t number) {
    auto z = normal<float>(context, {64, 16}, random::key(Seed{2}, Stream::latent, number), 0.0f, 1.0f);
    copy(context, z.data(), drawn.data(), z.count());
    auto v = variable<1>(w);
    auto loss = mean(square(tanh(matmul(constant<1>(z), v)) - 0.5f));
    auto g = grad(loss, v);
    copy(context, g.value().data(), gradient.data(), gradient.count());
  };
  std::vector<std::vector<float>> draws, gradients;
  for (std::uint64_t i = 0; i < 4; ++i) {
    step(i);
    draws.push_back(to_host(drawn));
    gradients.push_back(to_host(gradient));
  }
  Graph<Cuda> graph;
  graph.capture(context, [&] { step(1); });
  for (std::uint32_t i = 0; i < 4; ++i) {
    graph.replay(context, i - 1);
    CHECK(to_host(drawn) == draws[i]);
    CHECK(to_host(gradient) == gradients[i]);
  }
}
