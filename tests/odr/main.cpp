// A program of a .cpp that computes on the CPU and a .cu that computes on the card. It is linked in both orders: whichever copy of
// what both files define is kept, both give the same gradients.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "mlp.hpp"

int main() {
  auto const cpu = gradient_on_cpu();
  double norm = 0;
  for (double x : cpu) norm += x * x;
  std::printf("on the CPU: norm %.15g\n", std::sqrt(norm));
  if (!(norm > 0) || gradient_on_cpu() != cpu) return 1;
  if (!has_card()) {
    std::puts("on the card: skipped, there is none");
    return 0;
  }
  auto const cuda = gradient_on_cuda();
  double worst = 0;
  for (std::size_t i = 0; i < cpu.size(); ++i) worst = std::max(worst, std::abs(cpu[i] - cuda[i]));
  std::printf("on the card: differs by %.2g at most\n", worst);
  return cuda.size() == cpu.size() && worst < 1e-12 ? 0 : 1;
}
