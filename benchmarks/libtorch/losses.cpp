// Losses in LibTorch: the mean over scores and, by autograd, its gradient.
#include <torch/torch.h>

#include <stdexcept>

#include "steps.hpp"

namespace competitor {
namespace {

using torch::Tensor;

struct Loss {
  const char* name;
  Tensor (*mean)(const Tensor& scores, const Tensor& ones);
};

const Loss losses[] = {
    {"bce", [](const Tensor& s, const Tensor& ones) { return torch::binary_cross_entropy_with_logits(s, ones); }},
    {"softplus", [](const Tensor& s, const Tensor&) { return torch::softplus(-s).mean(); }},
    {"log_sigmoid", [](const Tensor& s, const Tensor&) { return -torch::log_sigmoid(s).mean(); }},
    {"least_squares", [](const Tensor& s, const Tensor&) { return 0.5 * (s - 1).square().mean(); }},
    {"mse", [](const Tensor& s, const Tensor& ones) { return 0.5 * torch::mse_loss(s, ones); }},
    {"wasserstein", [](const Tensor& s, const Tensor&) { return -s.mean(); }},
    {"hinge", [](const Tensor& s, const Tensor&) { return torch::relu(1 - s).mean(); }},
};

class LossStep : public Step {
 public:
  LossStep(const Loss& loss, int64_t n)
      : mean_(loss.mean), scores_((2 * torch::randn({n, 1})).requires_grad_()), ones_(torch::ones({n, 1})) {}

  void run() override {
    value_ = mean_(scores_, ones_);
    gradient_ = torch::autograd::grad({value_}, {scores_})[0];
  }
  double loss() const override { return value_.item<double>() + gradient_.sum().item<double>(); }

 private:
  Tensor (*mean_)(const Tensor&, const Tensor&);
  Tensor scores_, ones_, value_, gradient_;
};

}  // namespace

std::unique_ptr<Step> make_loss(std::string_view name, long elements) {
  for (const Loss& loss : losses)
    if (name == loss.name) return std::make_unique<LossStep>(loss, elements);
  throw std::invalid_argument("no loss is called '" + std::string(name) + "'");
}

}  // namespace competitor
