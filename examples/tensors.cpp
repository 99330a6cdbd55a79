// The floor under the models: tensors, expressions that run as one pass, and gradients of gradients.
// ctest:
#include <iostream>
#include <gan/gan.hpp>

int main() {
  using namespace gan;
  Context<Cpu> context{Seed{3}};
  auto x = variable(randn<float>(context, {64, 100})), w = variable(randn<float>(context, {100, 256})),
       b = variable(zeros<float>(context, {256}));

  // The bias and the activation are one pass behind the product; square and mean are another, which stores nothing.
  Var<float, Cpu> h = leaky_relu(matmul(x, w) + b, 0.2f);
  Var<float, Cpu> y = mean(square(tanh(h)));
  std::cout << "y = " << y.item() << '\n';

  auto [gw, gb] = grad(y, {w, b}, create_graph);      // gradients that can be differentiated
  Var<float, Cpu> second = grad(sum(square(gw)), w);  // how the size of one changes
  std::cout << "|dy/dw| = " << norm(gw) << ", |dy/db| = " << norm(gb) << ", |d |dy/dw|^2 / dw| = " << norm(second) << '\n';

  // Any function of variables can be checked against central differences; in double, and it throws where they differ.
  auto swish = [](auto const& v) { return sum(v * sigmoid(v)); };
  std::cout << gradcheck(swish, randn<double>(context, {5, 7})).text() << '\n'
            << gradgradcheck(swish, randn<double>(context, {5, 7})).text() << '\n';
}
