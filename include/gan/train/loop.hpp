#pragma once
#include <chrono>

#include <gan/data/dataset.hpp>
#include <gan/optim/ema.hpp>
#include <gan/train/ranks.hpp>
#include <gan/train/update.hpp>
#include <gan/train/vae_gan_update.hpp>
#include <gan/train/vae_update.hpp>

namespace gan {

template <class M> class TrainingLoop;

/// What a callback sees after a step. Losses are read from the device only when they are asked for.
template <class M> struct Event {
  std::int64_t step = 0;     ///< generator steps done, counted over the whole training
  std::int64_t steps = 0;    ///< where this run ends; 0 where only time ends it
  double progress = 0;       ///< done part of this run, in [0, 1]
  double epoch = 0;          ///< passes over a stored data set
  double seconds = 0;        ///< since this run began
  bool interrupted = false;  ///< somebody asked to stop; this is the last event
  M* model_pointer = nullptr;
  TrainingLoop<M>* loop = nullptr;  ///< for checkpoints
  Updates<M> const* updates = nullptr;

  M& model() const { return *model_pointer; }
  double discriminator_loss() const { return total(updates->discriminator_terms()); }
  double generator_loss() const { return total(updates->generator_terms()); }
  auto const& discriminator_terms() const { return updates->discriminator_terms(); }
  auto const& generator_terms() const { return updates->generator_terms(); }
  /// All that this model minimises: {name, terms} of a Gan's discriminator and generator, of an auto-encoder.
  auto objectives() const { return updates->objectives(); }

  /// What is worth showing of them, as names and numbers read from the device: the objectives, or the terms of a single one.
  std::vector<std::pair<std::string, double>> losses() const {
    auto const all = objectives();
    std::vector<std::pair<std::string, double>> out;
    if (all.size() > 1)
      for (auto const& objective : all) out.push_back({objective.name, total(*objective.terms)});
    else
      for (auto const& term : *all[0].terms) out.push_back({term.name, static_cast<double>(to_host(term.value)[0])});
    return out;
  }

 private:
  template <class Terms> static double total(Terms const& terms) {
    double sum = 0;
    for (auto const& term : terms) sum += static_cast<double>(to_host(term.value)[0]);
    return sum;
  }
};

/// A training of a model: its updates, and where it stands. The position is one number of steps: data order, noise and all other
/// draws follow from it and the model's seed, so a training goes on bit for bit from its parameters, moments and position.
template <class M> class TrainingLoop {
 public:
  using T = typename M::value_type;
  using Device = typename M::device_type;

  /// `ranks`: those that share the training; null where it is this program's alone.
  TrainingLoop(M& model, TrainingOptions const& options, std::shared_ptr<Communicator<Device>> ranks = {})
      : model_(&model), options_(checked(options)), updates_(model, options), ranks_(std::move(ranks)) {}

  /// Trains until `last` steps are done in all (0: as the options' minutes say), a callback returns false, or an interrupt.
  template <data::DataSet Data, class... Callbacks> void run(Data const& data, std::int64_t last, Callbacks&... callbacks) {
    static_assert(std::is_same_v<typename Data::sample, typename M::sample>,
                  "the data set's samples have another shape than the model's; use a data set of the model's Image or Vector");
    static_assert(!M::gan_type::uses_labels || data::Labelled<Data>,
                  "this composition learns from labels, but the data set has none; use one with classes, or "
                  "data::partly_labelled of one");
    if constexpr (requires {
                    requires M::gan_type::classes >
                    0 && data::Labelled<Data>;
                  })
      static_assert(M::gan_type::classes == Data::classes,
                    "the data set has another number of classes than this composition is conditioned on");
    detail::report_failure(ranks_.get(), [&] { run_steps(data, last, callbacks...); });
  }

  /// The ranks that share the training; null where there are none.
  Communicator<Device>* ranks() const { return ranks_.get(); }

  std::int64_t steps() const { return steps_; }
  void set_steps(std::int64_t steps) { steps_ = steps; }
  TrainingOptions const& options() const { return options_; }
  Updates<M>& updates() { return updates_; }
  M& model() { return *model_; }
  M const& model() const { return *model_; }
  /// Real samples read so far by the steps.
  std::int64_t samples_read() const { return steps_ * options_.discriminator_steps * options_.batch; }

 private:
  static TrainingOptions const& checked(TrainingOptions const& options) {
    options.validate();
    return options;
  }

  template <class Data, class... Callbacks> void run_steps(Data const& data, std::int64_t last, Callbacks&... callbacks) {
    auto const begin = std::chrono::steady_clock::now();
    double const budget = options_.minutes * 60;
    std::int64_t const first = steps_;
    Event<M> event;
    event.steps = last;
    event.model_pointer = model_;
    event.loop = this;
    event.updates = &updates_;
    event.step = steps_;
    if (ranks_) join(data, last);
    bool const shows = !ranks_ || ranks_->rank() == 0;
    if (shows) (at_begin(callbacks, event), ...);
    bool going = true;
    while (going && (last ? steps_ < last : event.seconds < budget)) {
      // Where only time ends a run, its number of steps is estimated from the time so far.
      std::int64_t const total = last                 ? last
                                 : event.progress > 0 ? static_cast<std::int64_t>(static_cast<double>(steps_) / event.progress)
                                                      : 0;
      step(data, total);
      event.step = steps_;
      event.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      event.progress = last ? static_cast<double>(steps_ - first) / static_cast<double>(last - first)
                            : std::min(1.0, event.seconds / budget);
      event.epoch = data.size() ? static_cast<double>(samples_read()) / static_cast<double>(data.size()) : 0;
      if (shows) ((going = on_event(callbacks, event) && going), ...);
      if (ranks_) going = agreed(event, going);
    }
    if (shows) (at_end(callbacks, event), ...);
  }

  /// All ranks train the same, and each takes its part of the batch.
  template <class Data> void join(Data const& data, std::int64_t last) {
    detail::require_same(*ranks_, detail::description(*this, data, last));
    require_together<OptionError>(*ranks_, options_.batch % ranks_->size() == 0, "a joint batch of ", options_.batch,
                                  " samples cannot be shared by ", ranks_->size(), " ranks; it must be a multiple of ",
                                  ranks_->size());
  }
  /// Whether training goes on: rank 0 decides, and its clock counts.
  bool agreed(Event<M>& event, bool going) {
    detail::Verdict verdict{event.seconds, event.progress, going, event.interrupted};
    detail::broadcast_value(*ranks_, verdict);
    event.seconds = verdict.seconds, event.progress = verdict.progress, event.interrupted = verdict.interrupted;
    return verdict.going;
  }

  /// This rank's samples of a batch.
  std::int64_t part() const { return options_.batch / (ranks_ ? ranks_->size() : 1); }
  std::int64_t first_of_part() const { return ranks_ ? ranks_->rank() * part() : 0; }

  /// One training step: k discriminator updates and a generator update, or both at once. The warm-up is part of the first, so that
  /// the number of steps says all of the position.
  template <class Data> void step(Data const& data, std::int64_t total) {
    if (!ranks_ || ranks_->size() == 1) return step_of_part(data, total);
    {
      Sharing<Device> sharing(model_->context(), ranks_.get(), {first_of_part(), part(), options_.batch});
      step_of_part(data, total);
    }
    if (ranks_->coupling().statistics == Reach::local) detail::average_state(*model_, *ranks_);
  }
  template <class Data> void step_of_part(Data const& data, std::int64_t total) {
    double const rate = rate_factor(options_.decay, steps_, total);
    double const progress = total ? std::min(1.0, static_cast<double>(steps_) / static_cast<double>(total)) : 0;
    int const k = options_.discriminator_steps;
    int const warm_up = options_.discriminator_warm_up;
    auto draw = [&](int inner) { return static_cast<std::uint32_t>(warm_up + steps_ * (k + 1) + inner); };
    auto batch = [&](int inner) { return next_batch(data, warm_up + steps_ * k + inner); };
    if (steps_ == 0) train_discriminator_alone(data, rate);
    if constexpr (requires { requires Updates<M>::one_update; }) {
      updates_.update(steps_, draw(0), batch(0), rate);
    } else if (options_.simultaneous) {
      Step<M> step(*model_, steps_, progress, draw(0));
      updates_.both(step, batch(0), rate);
    } else {
      for (int inner = 0; inner < k; ++inner) {
        Step<M> step(*model_, steps_, progress, draw(inner));
        updates_.discriminate(step, batch(inner), rate);
      }
      Step<M> step(*model_, steps_, progress, draw(k));
      updates_.generate(step, part(), rate);
    }
    if (options_.averaging > 0) average();
    ++steps_;
  }

  template <class Data> void train_discriminator_alone(Data const& data, double rate) {
    if constexpr (!requires { requires Updates<M>::one_update; })
      for (int i = 0; i < options_.discriminator_warm_up; ++i) {
        Step<M> step(*model_, 0, 0, static_cast<std::uint32_t>(i));
        step.set_warm_up();
        updates_.discriminate(step, next_batch(data, i), rate);
      }
  }

  /// Batch `number` of the training, or this rank's part of it.
  template <class Data> Tensor<T, Device> next_batch(Data const& data, std::int64_t number) {
    auto const count = static_cast<std::uint64_t>(part()), skip = static_cast<std::uint64_t>(first_of_part());
    std::uint64_t const first = static_cast<std::uint64_t>(number) * static_cast<std::uint64_t>(options_.batch);
    staging_.resize(count * static_cast<std::uint64_t>(Data::sample::size));
    data::copy_batch(data, model_->seed(), first, count, staging_.data(), skip);
    if constexpr (M::gan_type::uses_labels && data::Labelled<Data>) read_labels(data, first);
    Shape const shape = Data::sample::shape(part());
    if constexpr (std::is_same_v<T, float>) return from_host(model_->context(), shape, staging_);
    else {
      converted_.assign(staging_.begin(), staging_.end());
      return from_host(model_->context(), shape, converted_);
    }
  }

  /// The labels of a batch as rows with a 1 at their class, or without any 1.
  template <class Data> void read_labels(Data const& data, std::uint64_t first) {
    if (!data::has_labels(data)) return updates_.set_labels({});
    labels_.resize(static_cast<std::size_t>(part()));
    data::copy_labels(data, model_->seed(), first, labels_.size(), labels_.data(), static_cast<std::uint64_t>(first_of_part()));
    converted_.assign(labels_.size() * std::size_t{Data::classes}, T(0));
    for (std::size_t i = 0; i < labels_.size(); ++i)
      if (labels_[i] >= 0) converted_[i * std::size_t{Data::classes} + static_cast<std::size_t>(labels_[i])] = T(1);
    updates_.set_labels(from_host(model_->context(), Shape{part(), Data::classes}, converted_));
  }

  void average() {
    auto const& values = model_->generator().parameters().values();
    if (model_->averaged()) return move_towards(model_->averaged(), values, 1 - options_.averaging);
    Tensor<T, Device> start(model_->context(), values.shape());
    copy(model_->context(), values.data(), start.data(), values.count());
    model_->set_averaged(start);
  }

  template <class C> static void at_begin(C& callback, Event<M> const& event) {
    if constexpr (requires { callback.begin(event); }) callback.begin(event);
  }
  template <class C> static bool on_event(C& callback, Event<M>& event) {
    if constexpr (std::is_same_v<decltype(callback(event)), bool>) return callback(event);
    else {
      callback(event);
      return true;
    }
  }
  template <class C> static void at_end(C& callback, Event<M> const& event) {
    if constexpr (requires { callback.end(event); }) callback.end(event);
  }

  M* model_;
  TrainingOptions options_;
  Updates<M> updates_;
  std::shared_ptr<Communicator<Device>> ranks_;
  std::int64_t steps_ = 0;
  std::vector<float> staging_;
  std::vector<T> converted_;
  std::vector<int> labels_;
};

}  // namespace gan
