#pragma once
#include <algorithm>
#include <utility>
#include <vector>

#include <gan/data/dataset.hpp>

namespace gan::data {

struct PartlyLabelledOptions {
  std::uint64_t labelled = 0;           ///< samples that keep their label; 132 of MNIST's 60,000 in the paper
  double growth = 0.1;                  ///< of the probability of an unlabelled batch, per epoch
  std::uint64_t samples_per_epoch = 0;  ///< 0: all samples of the data set; 12,800 in the authors' code
};

/// A labelled data set of which few samples keep their label (Spurr et al. 2017). See `partly_labelled`.
template <class Data> class PartlyLabelled {
  static_assert(Labelled<Data>, "a partly labelled data set is made of one with labels (data::Labelled)");

 public:
  using sample = typename Data::sample;
  static constexpr int classes = Data::classes;
  static constexpr bool stored = is_stored<Data>, one_thread = is_one_thread<Data>;

  PartlyLabelled(Data data, PartlyLabelledOptions const& options) : data_(std::move(data)), options_(options) {
    std::uint64_t const n = data_.size(), k = static_cast<std::uint64_t>(classes);
    require<OptionError>(n > 0, "a partly labelled data set needs a stored one, not an endless one");
    require<OptionError>(options.labelled <= n, options.labelled, " labelled samples were asked of a data set of ", n);
    require<OptionError>(options.growth >= 0, "the probability of an unlabelled batch cannot grow by ", options.growth);
    std::vector<std::uint64_t> missing(static_cast<std::size_t>(k));
    for (std::uint64_t c = 0; c < k; ++c)
      missing[static_cast<std::size_t>(c)] = options.labelled / k + (c < options.labelled % k);
    for (std::uint64_t i = 0; i < n; ++i) {
      std::uint64_t& wanted = missing[static_cast<std::size_t>(data_.label(i))];
      (wanted > 0 ? labelled_ : unlabelled_).push_back(i);
      wanted -= wanted > 0;
    }
    for (std::size_t c = 0; c < missing.size(); ++c)
      require<OptionError>(missing[c] == 0, options.labelled, " labelled samples in balance need ", missing[c],
                           " more of class ", c, " than the data set has");
  }

  std::uint64_t size() const { return data_.size(); }
  void copy(std::uint64_t index, float* out) const { data_.copy(index, out); }

  /// The class of a sample that keeps its label, otherwise -1.
  int label(std::uint64_t index) const {
    int const label = data_.label(index);
    return std::binary_search(labelled_.begin(), labelled_.end(), index) ? label : -1;
  }
  /// Number of samples with a label.
  std::uint64_t labelled() const { return labelled_.size(); }

  /// The probability that a batch of epoch 0, 1, ... has no labels: growth * epoch, at most the unlabelled part of the data
  /// set.
  double unlabelled_probability(std::uint64_t epoch) const {
    double const part = static_cast<double>(unlabelled_.size()) / static_cast<double>(size());
    return labelled_.empty() ? 1 : std::min(options_.growth * static_cast<double>(epoch), part);
  }

  /// How a training reads the batch that begins at global sample `first`: samples of one kind, in a random permutation of all
  /// of that kind that starts anew after its end, so that a few labelled ones repeat within a batch. Another toss of the coin
  /// for each batch.
  class BatchOrder {
   public:
    BatchOrder(std::vector<std::uint64_t> const& samples, Order order, bool labelled)
        : samples_(&samples), order_(order), labelled_(labelled) {}
    std::uint64_t operator()(std::uint64_t global) const { return (*samples_)[static_cast<std::size_t>(order_(global))]; }
    bool is_labelled() const { return labelled_; }

   private:
    std::vector<std::uint64_t> const* samples_;
    Order order_;
    bool labelled_;
  };
  BatchOrder order(Seed seed, std::uint64_t first) const {
    std::uint64_t const each = options_.samples_per_epoch ? options_.samples_per_epoch : size();
    random::Key coin = random::key(seed, Stream::label, first >> 32);
    coin.stream += 0x100u;  // the permutations of labelled samples have the stream itself
    double const toss = random::uniform<double>(coin, static_cast<std::uint32_t>(first), 0);
    if (toss < unlabelled_probability(first / each)) return {unlabelled_, Order(seed, unlabelled_.size()), false};
    return {labelled_, Order(seed, labelled_.size(), Stream::label), true};
  }

 private:
  Data data_;
  PartlyLabelledOptions options_;
  std::vector<std::uint64_t> labelled_, unlabelled_;  // indices, ascending
};

/// A data set in which `labelled` samples, the first ones in balance over the classes, keep their label. A training reads
/// batches that have labels and others that have none: a coin decides for each batch, with a probability of no labels that
/// begins at 0, so that the labels say first what the classes are, and grows by `growth` per epoch up to the unlabelled part of
/// the data set. What a batch is follows from the seed and its first sample's global number alone, so that a training goes on
/// exactly where it stopped; a batch is what one call of copy_batch or copy_labels asks for. Throws OptionError where the data
/// set is endless or has too few samples of a class.
///   data::partly_labelled(data::mnist("data/mnist"), {.labelled = 132})
template <Labelled Data> PartlyLabelled<Data> partly_labelled(Data data, PartlyLabelledOptions const& options) {
  return PartlyLabelled<Data>(std::move(data), options);
}

}  // namespace gan::data
