#include <gan/backend/cpu/backend.hpp>

#include "mlp.hpp"

std::vector<double> gradient_on_cpu() {
  gan::Context<gan::Cpu> context(gan::Cpu{.threads = 2}, {});
  return penalty_gradient(context);
}
