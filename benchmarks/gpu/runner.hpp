#pragma once
// A training that a benchmark runs some steps of at a time, by name; each .cu here makes some of them.
#include <functional>
#include <memory>
#include <string>

namespace bench {

class Runner {
 public:
  virtual ~Runner() = default;
  /// Trains as many steps as `next` says and waits for them, again and again, until it says 0. All of it is one training, so that only
  /// the first call of `next` comes before its data are on the card.
  virtual void run(std::function<long()> const& next) = 0;
  /// A loss of the last step.
  virtual double loss() = 0;
  /// What is worth knowing of the steps so far, such as why they are not replayed.
  virtual std::string remark() = 0;
};

struct StepOptions {
  std::string name, precision = "full";
  int batch = 64;
  bool replays = true;
};

/// Null where the name is not one of theirs.
std::unique_ptr<Runner> dense_step(StepOptions const& options);
std::unique_ptr<Runner> convolutional_step(StepOptions const& options);
std::unique_ptr<Runner> residual_step(StepOptions const& options);
/// The card's name, and what computes its convolutions.
std::string card();

}  // namespace bench
