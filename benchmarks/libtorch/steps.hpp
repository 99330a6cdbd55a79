// The competitor's training steps. This header knows nothing of LibTorch, so both libraries can meet in one program.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace competitor {

struct Settings {
  int threads = 1;
  bool tuned = true;           // false: LibTorch as it comes (apart from the thread count); the rest is then ignored
  bool channels_last = false;  // memory format of the convolutional nets
  bool one_batch = false;      // MLPs: real and fake pass through the discriminator as one batch of 2B rows
  bool flat_adam = false;      // parameters in one buffer; false: the fused Adam where this LibTorch has one, else torch::optim
};

// One run() = one discriminator step and one generator step with Adam (of wgan_gp_critic: one critic step).
struct Step {
  virtual ~Step() = default;
  virtual void run() = 0;
  virtual double loss() const = 0;  // discriminator's plus generator's of the last run(): to see that it is finite
};

// A loss of so many scores, value and gradient: bce, softplus, log_sigmoid, least_squares, mse, wasserstein, hinge (losses.cpp).
std::unique_ptr<Step> make_loss(std::string_view name, long elements);

// Of the training steps.
std::vector<std::string> step_names();
// As measured, see README.md.
Settings best_settings(std::string_view name, int threads);
// A training step by its name, or a loss by NAME:ELEMENTS.
std::unique_ptr<Step> make_step(std::string_view name, Settings settings);
std::string version();

}  // namespace competitor
