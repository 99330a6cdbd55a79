#pragma once
#include <charconv>
#include <limits>

#include <gan/model/save.hpp>
#include <gan/train/loop.hpp>

namespace gan {

namespace detail {
inline constexpr char const* checkpoint_format = "gan-checkpoint-2";

/// A whole number of the metadata, at least 0.
template <class N> N checkpoint_number(io::SafeTensors const& file, std::string const& path, std::string const& key) {
  std::string const* text = file.find_metadata(key);
  N number{};
  bool whole = false;
  if (text) {
    char const* const end = text->data() + text->size();
    auto const read = std::from_chars(text->data(), end, number);
    whole = read.ec == std::errc{} && read.ptr == end && number >= 0;
  }
  require<FileError>(whole, path, ": a checkpoint says its '", key, "' as a whole number of at most ",
                     std::numeric_limits<N>::max(), ", but here stands ", text ? "'" + text->substr(0, 40) + "'" : "nothing");
  return number;
}
}  // namespace detail

/// Writes everything that training needs to go on bit for bit: weights, running state, moments, average, counters and the seed, as
/// one safetensors file, written beside and then renamed. Throws FileError where it cannot be written.
template <class M> void save_checkpoint(TrainingLoop<M>& loop, std::string const& path) {
  auto values = detail::values_of(loop.model());
  io::Metadata metadata{{"format", detail::checkpoint_format},
                        {"composition", detail::composition_text(loop.model())},
                        {"steps", std::to_string(loop.steps())},
                        {"seed", std::to_string(loop.model().seed().value)},
                        {"batch", std::to_string(loop.options().batch)},
                        {"discriminator_steps", std::to_string(loop.options().discriminator_steps)},
                        {"discriminator_warm_up", std::to_string(loop.options().discriminator_warm_up)}};
  loop.updates().for_optimizers([&](std::string const& name, auto const& network, auto const& state) {
    std::string const prefix = name + ".optimizer.";
    metadata.push_back({prefix + "kind", state.name()});
    metadata.push_back({prefix + "count", std::to_string(state.count())});
    for (auto const& moment : state.moments())
      detail::collect(values, prefix + moment.name + ".", network.parameters(), moment.values);
  });
  std::vector<io::SafeTensor> tensors;
  for (auto const& v : values) tensors.push_back(io::SafeTensor::of(v.name, v.shape, v.values.data()));
  io::write_safetensors(path, tensors, metadata);
}

/// Reads what `save_checkpoint` wrote for the same composition, sample and optimisers. Throws FileError with what differs; then the
/// training is as it was.
template <class M> void restore_checkpoint(TrainingLoop<M>& loop, std::string const& path) {
  auto const file = io::read_safetensors(path);
  std::string const* format = file.find_metadata("format");
  require<FileError>(format && *format == detail::checkpoint_format, path,
                     ": is no checkpoint of this version: its format is '", format ? *format : "", "', but '",
                     detail::checkpoint_format, "' was expected");
  auto& model = loop.model();
  std::string const* composition = file.find_metadata("composition");
  std::string const mine = detail::composition_text(model);
  require<FileError>(composition && *composition == mine, path, ": was saved from another composition: (",
                     composition ? *composition : "none named", "), but this one is (", mine, ")");
  auto copies = detail::prepare_model(model, file, path);
  auto const average = detail::prepare_average(model, file, path);
  auto const steps = detail::checkpoint_number<std::int64_t>(file, path, "steps");
  auto const seed = detail::checkpoint_number<std::uint64_t>(file, path, "seed");
  std::pair<char const*, std::int64_t> const same[] = {{"batch", loop.options().batch},
                                                       {"discriminator_steps", loop.options().discriminator_steps},
                                                       {"discriminator_warm_up", loop.options().discriminator_warm_up}};
  for (auto [key, ours] : same) {
    auto const theirs = detail::checkpoint_number<std::int64_t>(file, path, key);
    require<FileError>(theirs == ours, path, ": was trained with ", key, " = ", theirs, ", but this training has ", ours,
                       "; it could not go on bit for bit");
  }
  std::vector<std::int64_t> counts;
  loop.updates().for_optimizers([&](std::string const& name, auto const& network, auto const& state) {
    std::string const prefix = name + ".optimizer.";
    std::string const* kind = file.find_metadata(prefix + "kind");
    require<FileError>(kind && *kind == state.name(), path, ": the optimiser of its ", name, " is '", kind ? *kind : "",
                       "', but that of this training is '", state.name(), "'");
    counts.push_back(detail::checkpoint_number<std::int64_t>(file, path, prefix + "count"));
    for (auto const& moment : state.moments())
      detail::prepare(copies, file, path, prefix + moment.name + ".", network.parameters(), moment.values);
  });
  for (auto const& copy : copies) copy.run();
  detail::restore_average(model, average);
  auto count = counts.begin();
  loop.updates().for_optimizers([&](std::string const&, auto const&, auto& state) { state.set_count(*count++); });
  model.set_seed(Seed{seed});
  loop.set_steps(steps);
}

}  // namespace gan
