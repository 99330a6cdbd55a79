#include <gan/autodiff/reduce.hpp>
#include <gan/backend/cpu/backend.hpp>
#include <gan/nn/activations.hpp>
#include <gan/nn/joint_backward.hpp>
#include <gan/nn/linear.hpp>
#include <gan/nn/sequential.hpp>

#include "../catch.hpp"

using namespace gan;

TEST_CASE("one sweep into two networks gives the gradients of a sweep into each, and 0 where an objective does not reach") {
  Context<Cpu> c;
  using First = Sequential<Linear, Tanh>;
  Network<double, Cpu, 1, First> first(c, First{Linear{3, 4}, Tanh{}}, random::key(Seed{1}, Stream::initial_parameters));
  Network<double, Cpu, 1, Linear> second(c, Linear{4, 2}, random::key(Seed{2}, Stream::initial_parameters));
  auto const x = constant<1>(randn<double>(c, {5, 3}));
  using V = Var<double, Cpu, 1>;
  V const h(evaluate(first(x, {})));
  std::vector<V> const terms{V(mean(square(second(h, {})))), V(sum(square(h)))};
  first.backward(terms);
  second.backward(terms);
  auto const a = to_host(first.gradients()), b = to_host(second.gradients());
  fill(c, first.gradients().data(), first.gradients().count(), 7.);
  fill(c, second.gradients().data(), second.gradients().count(), 7.);
  backward_jointly(terms, first, second);
  for (std::size_t i = 0; i < first.parameters().size(); ++i)
    CHECK(to_host(first.parameters().view_of(first.gradients(), i)) ==
          to_host(first.parameters().view_of(from_host(c, first.gradients().shape(), a), i)));
  for (std::size_t i = 0; i < second.parameters().size(); ++i)
    CHECK(to_host(second.parameters().view_of(second.gradients(), i)) ==
          to_host(second.parameters().view_of(from_host(c, second.gradients().shape(), b), i)));
  // The second term knows nothing of the second network.
  backward_jointly(std::vector<V>{terms[1]}, first, second);
  for (std::size_t i = 0; i < second.parameters().size(); ++i)
    for (double g : to_host(second.parameters().view_of(second.gradients(), i))) CHECK(g == 0);
  CHECK(to_host(first.gradients())[0] != 0);
}
