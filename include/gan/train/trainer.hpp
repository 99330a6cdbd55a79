#pragma once
#include <cmath>

#include <gan/train/checkpoint.hpp>

namespace gan {

namespace detail {
/// The last step of a training of this length; 0 where only time ends it.
template <class Data> std::int64_t last_step(TrainingOptions const& options, Data const& data) {
  options.validate();
  require<OptionError>(options.steps > 0 || options.epochs > 0 || options.minutes > 0,
                       "a training needs a length: set steps, epochs or minutes");
  if (options.epochs <= 0) return options.steps;
  require<OptionError>(data.size() > 0, "an endless data set has no epochs; set steps or minutes instead");
  double const per_step = static_cast<double>(options.batch) * options.discriminator_steps;
  return std::max<std::int64_t>(1, std::llround(std::ceil(options.epochs * static_cast<double>(data.size()) / per_step)));
}
}  // namespace detail

/// A model and its training, for runs in parts:
///   Trainer trainer{Model{gan, Vector<2>{}, Cpu{}, Seed{1}}, {.batch = 64}};
///   trainer.run(data, 1000);
template <class M> class Trainer {
 public:
  Trainer(M model, TrainingOptions const& options = {})
      : model_(std::make_unique<M>(std::move(model))), loop_(*model_, options) {}

  /// Trains to the end that the options set by steps, epochs or minutes; after a restore that is what is left of it.
  template <class Data, class... Callbacks> void run(Data const& data, Callbacks&&... callbacks) {
    loop_.run(data, detail::last_step(loop_.options(), data), callbacks...);
  }
  /// Trains `steps` more steps.
  template <class Data, class Steps, class... Callbacks>
  requires std::integral<Steps>
  void run(Data const& data, Steps steps, Callbacks&&... callbacks) {
    require<OptionError>(steps >= 1, "a run needs at least 1 step, not ", steps);
    loop_.run(data, loop_.steps() + static_cast<std::int64_t>(steps), callbacks...);
  }

  /// Everything needed to go on bit for bit, in one file. Throws FileError where it cannot be written.
  void checkpoint(std::string const& path) { save_checkpoint(loop_, path); }
  /// Goes on where the file was written. Throws FileError with what differs; then nothing is changed.
  void restore(std::string const& path) { restore_checkpoint(loop_, path); }

  M& model() { return *model_; }
  M const& model() const { return *model_; }
  TrainingLoop<M>& loop() { return loop_; }

 private:
  std::unique_ptr<M> model_;
  TrainingLoop<M> loop_;
};

/// Trains a model. Callbacks are called after each step with an Event; one that returns false stops the training. They may have
/// begin(event) and end(event) as well.
template <class M, class Data, class... Callbacks>
void train(M& model, Data const& data, TrainingOptions const& options, Callbacks&&... callbacks) {
  static_assert(data::DataSet<Data>,
                "training needs a data set (data/dataset.hpp says what it has); data::in_memory<Sample>(values) makes one of "
                "your own samples");
  if constexpr (detail::exists<M> && data::DataSet<Data>) {
    std::int64_t const last = detail::last_step(options, data);
    TrainingLoop<M> loop(model, options);
    loop.run(data, last, callbacks...);
  }
}

}  // namespace gan
