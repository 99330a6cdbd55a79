#pragma once
#include <algorithm>
#include <limits>
#include <memory>
#include <optional>

#include <gan/data/dataset.hpp>
#include <gan/data/prefetch.hpp>
#include <gan/tensor/staging.hpp>
#include <gan/tensor/tensor.hpp>

namespace gan::detail {

/// Which samples a training reads: batch `number` begins at global sample number * batch, and this rank's `part` of it at its
/// sample `skip`. A step has `batches`, after `before` that belong to none.
struct Reading {
  Seed seed;
  std::int64_t batch = 0, part = 0, skip = 0;
  int batches = 1;
  std::int64_t before = 0;

  std::uint64_t first(std::int64_t number) const {
    return static_cast<std::uint64_t>(number) * static_cast<std::uint64_t>(batch);
  }
  std::int64_t number(std::int64_t step, int i) const { return before + step * batches + i; }
};

/// Labels of a batch, or of a rank's part of it, as rows {count, classes} with a 1 at the class, or without any 1.
template <class T, class Data>
void copy_label_rows(Data const& data, Reading const& reading, std::int64_t number, std::vector<int>& labels, T* out) {
  constexpr auto classes = std::size_t{Data::classes};
  labels.resize(static_cast<std::size_t>(reading.part));
  data::copy_labels(data, reading.seed, reading.first(number), labels.size(), labels.data(),
                    static_cast<std::uint64_t>(reading.skip));
  std::fill_n(out, labels.size() * classes, T(0));
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i] >= 0) out[i * classes + static_cast<std::size_t>(labels[i])] = T(1);
}

/// The batches of a step on the device, with their labels where `classes` is not 0, in memory that stays where it is, so that a
/// step can be replayed. Each begins where a vector may.
template <class T, class Device, class Sample> class StepInputs {
 public:
  StepInputs() = default;
  StepInputs(Context<Device>& context, int batches, std::int64_t part, int classes)
      : part_(part),
        classes_(classes),
        values_(rounded_up(part * Sample::size)),
        stride_(values_ + rounded_up(part * classes)),
        memory_(context, Shape{batches * stride_}) {}

  std::int64_t part() const { return part_; }
  int classes() const { return classes_; }
  Tensor<T, Device> const& memory() const { return memory_; }
  /// Where batch i and its labels begin.
  std::int64_t batch_begin(int i) const { return i * stride_; }
  std::int64_t labels_begin(int i) const { return i * stride_ + values_; }
  Tensor<T, Device> batch(int i) const { return memory_.view(batch_begin(i), Sample::shape(part_)); }
  Tensor<T, Device> labels(int i) const {
    return classes_ ? memory_.view(labels_begin(i), Shape{part_, classes_}) : Tensor<T, Device>{};
  }

 private:
  static std::int64_t rounded_up(std::int64_t n) { return (n + 63) / 64 * 64; }

  std::int64_t part_ = 0;
  int classes_ = 0;
  std::int64_t values_ = 0, stride_ = 0;
  Tensor<T, Device> memory_;
};

/// Whether a stored data set of `bytes` is kept on a device with `free` bytes of memory: where it takes at most a quarter of
/// them and a training reads at least as many samples as there are. `reads` is 0 where only time ends it.
inline bool worth_keeping(std::uint64_t bytes, std::uint64_t free, std::uint64_t samples, std::uint64_t reads) {
  return bytes <= free / 4 && samples <= std::numeric_limits<std::uint32_t>::max() && (reads == 0 || reads >= samples);
}

/// Brings the batches of each step to a device before the step is launched. A data set that is kept there is sent once, and
/// then which samples a step has; of another one a thread fills the next steps' batches meanwhile, and they travel while the
/// device works.
template <class T, class Device, class Data> class Feed {
 public:
  using Sample = typename Data::sample;
  using Inputs = StepInputs<T, Device, Sample>;
  static constexpr int slots = 3;  // one is filled, one travels, one is read

  /// For the steps before `end`. With `keep`, the data set is kept on the device.
  Feed(Context<Device>& context, Data const& data, Reading const& reading, Inputs const& inputs, std::int64_t end, bool keep)
      : context_(context),
        data_(data),
        reading_(reading),
        inputs_(inputs),
        end_(end),
        keeps_(keep),
        staging_(context, static_cast<std::size_t>(bytes()), slots) {
    if (keep) keep_all();
  }
  Feed(Feed const&) = delete;

  bool keeps() const { return keeps_; }

  /// Brings the batches of step `step` into the inputs. Throws what the data set throws for them.
  void load(std::int64_t step, Seed seed) {
    int const slot = next_slot(step, seed);
    void const* const arrived = staging_.arrived(slot);
    if (keeps_) gather(static_cast<std::uint32_t const*>(arrived));
    else copy(context_, static_cast<T const*>(arrived), inputs_.memory().data(), inputs_.memory().count());
    staging_.release(slot);
    if (ahead_) ahead_->give_back();
  }

 private:
  struct Fill {
    Feed* feed;
    void operator()(std::int64_t step, int slot) const { feed->fill(step, slot); }
  };

  std::int64_t bytes() const {
    return keeps_ ? reading_.batches * reading_.part * std::int64_t{sizeof(std::uint32_t)}
                  : inputs_.memory().count() * std::int64_t{sizeof(T)};
  }

  /// Where the step's numbers are under way to the device.
  int next_slot(std::int64_t step, Seed seed) {
    if constexpr (data::is_one_thread<Data>) {
      reading_.seed = seed;
      slot_ = (slot_ + 1) % slots;
      context_.count_wait();
      fill(step, slot_);
      return slot_;
    } else {
      if (!ahead_ || ahead_->next() != step || seed.value != reading_.seed.value) {
        ahead_.reset();
        reading_.seed = seed;
        ahead_.emplace(step, std::max(end_, step + 1), slots, Fill{this});
      }
      return ahead_->take();
    }
  }

  void fill(std::int64_t step, int slot) {
    staging_.wait_for_slot(slot);
    if (keeps_) fill_indices(step, static_cast<std::uint32_t*>(staging_.host(slot)));
    else fill_batches(step, static_cast<T*>(staging_.host(slot)));
    staging_.send(slot, static_cast<std::size_t>(bytes()));
  }
  void fill_indices(std::int64_t step, std::uint32_t* out) {
    for (int b = 0; b < reading_.batches; ++b) {
      std::uint64_t const first = reading_.first(reading_.number(step, b));
      auto const order = data::reading_order(data_, reading_.seed, first);
      for (std::int64_t i = 0; i < reading_.part; ++i)
        *out++ = static_cast<std::uint32_t>(order(first + static_cast<std::uint64_t>(reading_.skip + i)));
    }
  }
  void fill_batches(std::int64_t step, T* out) {
    for (int b = 0; b < reading_.batches; ++b) {
      std::int64_t const number = reading_.number(step, b);
      auto const part = static_cast<std::uint64_t>(reading_.part), skip = static_cast<std::uint64_t>(reading_.skip);
      T* const values = out + inputs_.batch_begin(b);
      if constexpr (std::is_same_v<T, float>)
        data::copy_batch(data_, reading_.seed, reading_.first(number), part, values, skip);
      else {
        floats_.resize(static_cast<std::size_t>(part) * std::size_t{Sample::size});
        data::copy_batch(data_, reading_.seed, reading_.first(number), part, floats_.data(), skip);
        std::copy(floats_.begin(), floats_.end(), values);
      }
      if constexpr (data::Labelled<Data>)
        if (inputs_.classes()) copy_label_rows(data_, reading_, number, numbers_, out + inputs_.labels_begin(b));
    }
  }

  /// Everything to the device, in parts that take little of the host's memory.
  void keep_all() {
    auto const n = static_cast<std::int64_t>(data_.size());
    constexpr std::int64_t at_once = std::max(1, (1 << 22) / Sample::size);
    samples_ = Tensor<T, Device>(context_, Shape{n, Sample::size});
    std::vector<float> sample(std::size_t{Sample::size});
    std::vector<T> values;
    for (std::int64_t first = 0; first < n; first += at_once) {
      std::int64_t const past = std::min(n, first + at_once);
      values.clear();
      for (std::int64_t i = first; i < past; ++i) {
        data_.copy(static_cast<std::uint64_t>(i), sample.data());
        values.insert(values.end(), sample.begin(), sample.end());
      }
      copy_from_host(context_, values.data(), samples_.data() + first * Sample::size, (past - first) * Sample::size);
    }
    if constexpr (data::Labelled<Data>) {
      if (inputs_.classes() == 0) return;
      values.assign(static_cast<std::size_t>(n) * std::size_t{Data::classes}, T(0));
      for (std::int64_t i = 0; i < n; ++i)
        if (int const label = data_.label(static_cast<std::uint64_t>(i)); label >= 0)
          values[static_cast<std::size_t>(i * Data::classes + label)] = T(1);
      labels_ = Tensor<T, Device>(context_, Shape{n, Data::classes});
      copy_from_host(context_, values.data(), labels_.data(), labels_.count());
    }
  }
  void gather(std::uint32_t const* index) {
    for (int b = 0; b < reading_.batches; ++b, index += reading_.part) {
      T* const to = inputs_.memory().data();
      gather_rows(context_, static_cast<T const*>(samples_.data()), std::int64_t{Sample::size}, index, reading_.part,
                  to + inputs_.batch_begin(b));
      if (inputs_.classes())
        gather_rows(context_, static_cast<T const*>(labels_.data()), std::int64_t{inputs_.classes()}, index, reading_.part,
                    to + inputs_.labels_begin(b));
    }
  }

  Context<Device>& context_;
  Data const& data_;
  Reading reading_;
  Inputs inputs_;
  std::int64_t end_;
  bool keeps_;
  Staging<Device> staging_;
  Tensor<T, Device> samples_, labels_;  // of a data set that is kept
  std::vector<float> floats_;
  std::vector<int> numbers_;
  int slot_ = -1;
  std::optional<data::Prefetch<Fill>> ahead_;  // the last, so that its thread ends before all that it uses
};

/// Whether a feed of this data set keeps it on the device: `steps` steps are left, 0 where only time ends them.
template <class T, class Device, class Data>
bool keeps_on_device(Context<Device>& context, Data const& data, Reading const& reading, int classes, std::int64_t steps) {
  if constexpr (!data::is_stored<Data>) return false;
  else {
    std::uint64_t const n = data.size(), each = static_cast<std::uint64_t>(Data::sample::size + classes) * sizeof(T);
    return n > 0 &&
           worth_keeping(n * each, free_memory(context), n, static_cast<std::uint64_t>(steps * reading.batches * reading.part));
  }
}

}  // namespace gan::detail
