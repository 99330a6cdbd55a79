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

namespace detail {
template <class M, class World> auto shared_world(World const& world) {
  constexpr bool fits = std::derived_from<World, Communicator<typename M::device_type>>;
  static_assert(fits,
                "these ranks compute on another device than the model: an mpi::World is for Cpu{}, an nccl::World for Cuda{}");
  if constexpr (fits) return std::make_shared<World>(world);
  else return std::shared_ptr<Communicator<typename M::device_type>>();
}
}  // namespace detail

/// A model and its training, for runs in parts:
///   Trainer trainer{Model{gan, Vector<2>{}, Cpu{}, Seed{1}}, {.batch = 64}};
///   trainer.run(data, 1000);
template <class M> class Trainer {
 public:
  Trainer(M model, TrainingOptions const& options = {})
      : model_(std::make_unique<M>(std::move(model))), loop_(*model_, options) {}
  /// Shared by the ranks of a world, such as mpi::World: batch and options are those of the joint training, checkpoints are written by
  /// rank 0 and restored on any number of ranks.
  template <class World>
  requires std::derived_from<World, Ranks> Trainer(M model, TrainingOptions const& options, World const& world)
      : model_(std::make_unique<M>(std::move(model))), loop_(*model_, options, detail::shared_world<M>(world)) {}

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
  void checkpoint(std::string const& path) {
    if (!loop_.ranks()) return save_checkpoint(loop_, path);
    detail::on_rank_zero<FileError>(*loop_.ranks(), [&] { save_checkpoint(loop_, path); });
  }
  /// Goes on where the file was written. Throws FileError with what differs; then nothing is changed.
  void restore(std::string const& path) {
    if (!loop_.ranks()) return restore_checkpoint(loop_, path);
    detail::on_rank_zero<FileError>(*loop_.ranks(), [&] { restore_checkpoint(loop_, path); });
    detail::broadcast_training(*loop_.ranks(), loop_);
  }

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

/// The same shared by the ranks of a world, such as mpi::World{}: batch and all options are those of the joint training, every rank
/// calls this with the same, and n ranks compute what one does. Callbacks are called on rank 0 alone, with the losses of the joint
/// batch. Throws RankError where the ranks do not train the same.
template <class M, class Data, class World, class... Callbacks>
requires std::derived_from<std::remove_cvref_t<World>, Ranks>
void train(M& model, Data const& data, TrainingOptions const& options, World&& world, Callbacks&&... callbacks) {
  static_assert(data::DataSet<Data>,
                "training needs a data set (data/dataset.hpp says what it has); data::in_memory<Sample>(values) makes one of "
                "your own samples");
  if constexpr (detail::exists<M> && data::DataSet<Data>) {
    auto const ranks = detail::shared_world<M>(world);
    detail::report_failure(ranks.get(), [&] {
      std::int64_t const last = detail::last_step(options, data);
      TrainingLoop<M> loop(model, options, ranks);
      loop.run(data, last, callbacks...);
    });
  }
}

}  // namespace gan
