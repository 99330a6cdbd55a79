#pragma once
#include <chrono>

#include <gan/data/dataset.hpp>
#include <gan/optim/ema.hpp>
#include <gan/train/event.hpp>
#include <gan/train/feed.hpp>
#include <gan/train/ranks.hpp>
#include <gan/train/step_replays.hpp>
#include <gan/train/vae_gan_update.hpp>
#include <gan/train/vae_update.hpp>

namespace gan {

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
  /// Whether steps are replayed, on a device where they can be: all that a step launches is captured once as a graph, and
  /// launched as one thing from then on. Off, each is launched by itself; the numbers are the same bits.
  void set_replays(bool on) requires(replays_steps<M>) { replays_.set(on); }
  /// How many steps were replayed, and why they are not; empty where they are.
  std::int64_t steps_replayed() const requires(replays_steps<M>) { return replays_.count(); }
  std::string const& reason_not_replayed() const requires(replays_steps<M>) { return replays_.reason(); }
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
    auto const feed = feed_of(data, last);
    if (shows) (at_begin(callbacks, event), ...);
    bool going = true;
    while (going && (last ? steps_ < last : event.seconds < budget)) {
      // Where only time ends a run, its number of steps is estimated from the time so far.
      std::int64_t const total = last                 ? last
                                 : event.progress > 0 ? static_cast<std::int64_t>(static_cast<double>(steps_) / event.progress)
                                                      : 0;
      step(data, *feed, total);
      event.step = steps_;
      event.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      event.progress = last ? static_cast<double>(steps_ - first) / static_cast<double>(last - first)
                            : std::min(1.0, event.seconds / budget);
      event.epoch = data.size() ? static_cast<double>(samples_read()) / static_cast<double>(data.size()) : 0;
      if (shows) ((going = on_event(callbacks, event) && going), ...);
      if (ranks_) going = agreed(event, going);
    }
    if constexpr (!is_cpu<Device>) look_at_guards();
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
  template <class Data, class Feed> void step(Data const& data, Feed& feed, std::int64_t total) {
    if (!ranks_ || ranks_->size() == 1) return step_of_part(data, feed, total);
    {
      Sharing<Device> sharing(model_->context(), ranks_.get(), {first_of_part(), part(), options_.batch});
      step_of_part(data, feed, total);
    }
    if (ranks_->coupling().statistics == Reach::local) detail::average_state(*model_, *ranks_);
  }
  template <class Data, class Feed> void step_of_part(Data const& data, [[maybe_unused]] Feed& feed, std::int64_t total) {
    int const k = options_.discriminator_steps, warm_up = options_.discriminator_warm_up;
    detail::Position const at{steps_, total ? std::min(1.0, static_cast<double>(steps_) / static_cast<double>(total)) : 0,
                              rate_factor(options_.decay, steps_, total),
                              static_cast<std::uint32_t>(warm_up + steps_ * (k + 1))};
    if (steps_ == 0) train_discriminator_alone(data, at.rate);
    if constexpr (replays_steps<M>) {
      feed.load(steps_, model_->seed());
      if (!replayed(at)) update(at, [&](int i) { return fed_batch(i); });
    } else {
      update(at, [&](int i) { return next_batch(data, warm_up + steps_ * k + i); });
    }
    ++steps_;
    if constexpr (!is_cpu<Device>)
      if (++unseen_ == detail::steps_between_looks) look_at_guards();
  }

  /// The updates of a step; batch(i) gives its batches.
  template <class Batch> void update(detail::Position const& at, Batch const& batch) {
    auto const k = static_cast<std::uint32_t>(options_.discriminator_steps);
    if constexpr (requires { requires Updates<M>::one_update; }) {
      updates_.update(at.step, at.draw, batch(0), at.rate);
    } else if (options_.simultaneous) {
      Step<M> step(*model_, at.step, at.progress, at.draw);
      updates_.both(step, batch(0), at.rate);
    } else {
      for (std::uint32_t i = 0; i < k; ++i) {
        Step<M> step(*model_, at.step, at.progress, at.draw + i);
        updates_.discriminate(step, batch(static_cast<int>(i)), at.rate);
      }
      Step<M> step(*model_, at.step, at.progress, at.draw + k);
      updates_.generate(step, part(), at.rate);
    }
    if (options_.averaging > 0) average();
  }

  /// The step as it was captured, or while it is captured; false where it has to run as it is.
  bool replayed(detail::Position const& at) {
    auto const body = [this, at] { update(at, [this](int i) { return fed_batch(i); }); };
    bool const alone = !ranks_ || ranks_->size() == 1;
    return replays_(*model_, updates_, options_, inputs_, at, alone, body);
  }

  /// Asks a device that goes on by itself whether an update was held back.
  void look_at_guards() {
    if (unseen_ > 0) detail::look_at_guards(updates_, steps_, unseen_);
    unseen_ = 0;
  }

  template <class Data> void train_discriminator_alone(Data const& data, double rate) {
    if constexpr (!requires { requires Updates<M>::one_update; })
      for (int i = 0; i < options_.discriminator_warm_up; ++i) {
        Step<M> step(*model_, 0, 0, static_cast<std::uint32_t>(i));
        step.set_warm_up();
        updates_.discriminate(step, next_batch(data, i), rate);
      }
  }

  detail::Reading reading() const {
    return {
        model_->seed(), options_.batch, part(), first_of_part(), options_.discriminator_steps, options_.discriminator_warm_up};
  }
  /// What brings the batches of a run's steps to the device; on the CPU they are written where they are needed, when they are.
  template <class Data> auto feed_of(Data const& data, std::int64_t last) {
    if constexpr (!replays_steps<M>) {
      struct NoFeed {};
      return std::make_unique<NoFeed>();
    } else {
      using Feed = detail::Feed<T, Device, Data>;
      int classes = 0;
      if constexpr (M::gan_type::uses_labels && data::Labelled<Data>)
        if (data::has_labels(data)) classes = Data::classes;
      auto& context = model_->context();
      if (!inputs_.memory() || inputs_.part() != part() || inputs_.classes() != classes)
        inputs_ = {context, options_.discriminator_steps, part(), classes};
      bool const keep = detail::keeps_on_device<T>(context, data, reading(), classes, last ? last - steps_ : 0);
      return std::make_unique<Feed>(context, data, reading(), inputs_, last ? last : std::numeric_limits<std::int64_t>::max(),
                                    keep);
    }
  }
  /// Batch i of the step whose batches are on the device, with its labels.
  Tensor<T, Device> fed_batch(int i) {
    if constexpr (M::gan_type::uses_labels) updates_.set_labels(inputs_.labels(i));
    return inputs_.batch(i);
  }

  /// Batch `number` of the training, or this rank's part of it.
  template <class Data> Tensor<T, Device> next_batch(Data const& data, std::int64_t number) {
    detail::Reading const reading = this->reading();
    auto const count = static_cast<std::uint64_t>(part());
    staging_.resize(count * static_cast<std::uint64_t>(Data::sample::size));
    data::copy_batch(data, reading.seed, reading.first(number), count, staging_.data(),
                     static_cast<std::uint64_t>(reading.skip));
    if constexpr (M::gan_type::uses_labels && data::Labelled<Data>) read_labels(data, reading, number);
    Shape const shape = Data::sample::shape(part());
    if constexpr (std::is_same_v<T, float>) return from_host(model_->context(), shape, staging_);
    else {
      converted_.assign(staging_.begin(), staging_.end());
      return from_host(model_->context(), shape, converted_);
    }
  }

  /// The labels of a batch as rows with a 1 at their class, or without any 1.
  template <class Data> void read_labels(Data const& data, detail::Reading const& reading, std::int64_t number) {
    if (!data::has_labels(data)) return updates_.set_labels({});
    converted_.resize(static_cast<std::size_t>(part()) * std::size_t{Data::classes});
    detail::copy_label_rows(data, reading, number, labels_, converted_.data());
    updates_.set_labels(from_host(model_->context(), Shape{part(), Data::classes}, converted_));
  }

  void average() {
    auto averaged = model_->averaged();
    update_average(averaged, model_->generator().parameters().values(), options_.averaging);
    model_->set_averaged(averaged);
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
  std::int64_t unseen_ = 0;  // steps whose guards nobody has looked at
  detail::StepInputs<T, Device, typename M::sample> inputs_;
  std::conditional_t<replays_steps<M>, detail::StepReplays<M>, detail::NoReplays> replays_;
  std::vector<float> staging_;
  std::vector<T> converted_;
  std::vector<int> labels_;
};

}  // namespace gan
