#pragma once
/// What a training does beside its updates where ranks share it: agree on what is trained, go on or stop together, and hold the same.
#include <bit>
#include <cstring>
#include <memory>

#include <gan/core/config.hpp>
#include <gan/data/dataset.hpp>
#include <gan/model/save.hpp>
#include <gan/train/options.hpp>

namespace gan::detail {

/// 64 bits of bytes (FNV-1a), to compare what two ranks hold.
class Hash {
 public:
  void add(void const* bytes, std::size_t count) {
    auto const* const byte = static_cast<unsigned char const*>(bytes);
    for (std::size_t i = 0; i < count; ++i) value_ = (value_ ^ byte[i]) * 0x100000001b3u;
  }
  template <class T> void add(std::vector<T> const& values) { add(values.data(), values.size() * sizeof(T)); }
  void add(std::string const& text) { add(text.data(), text.size()); }
  std::string text() const {
    char out[20];
    std::snprintf(out, sizeof out, "%016llx", static_cast<unsigned long long>(value_));
    return out;
  }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325u;
};

/// Calls f(tensor) for all numbers that a training changes.
template <class Loop, class F> void for_numbers(Loop& loop, F const& f) {
  loop.model().for_networks([&](char const*, auto const& network) {
    f(network.parameters().values());
    f(network.state().values());
  });
  loop.updates().for_optimizers([&](std::string const&, auto const&, auto const& state) {
    for (auto const& moment : state.moments()) f(moment.values);
  });
  if (loop.model().averaged()) f(loop.model().averaged());
}

/// What must be the same on all ranks, as names and values.
using Description = std::vector<std::pair<std::string, std::string>>;

template <class Options> void describe_options(Description& out, Options const& o) {
  auto add = [&](char const* name, auto const& value) { out.push_back({name, field_text(value)}); };
  add("batch", o.batch);
  add("length in minutes", o.minutes);
  add("discriminator_steps", o.discriminator_steps);
  add("discriminator_warm_up", o.discriminator_warm_up);
  add("simultaneous", o.simultaneous);
  add("generator optimiser", o.generator);
  add("discriminator optimiser", o.discriminator);
  add("decay", o.decay);
  add("averaging", o.averaging);
}

/// A data set's size, and a hash of some of its samples, spread over it, and one of their labels.
template <class Data> void describe_data(Description& out, Data const& data) {
  std::uint64_t const n = data.size();
  out.push_back({"data set of size", n ? std::to_string(n) : "endless"});
  auto spread = [&](std::uint64_t i, std::uint64_t of) { return n ? i * (n - 1) / (of - 1) : i; };
  Hash samples;
  std::vector<float> sample(static_cast<std::size_t>(Data::sample::size));
  for (std::uint64_t i = 0; i < 8; ++i) {
    data.copy(spread(i, 8), sample.data());
    samples.add(sample);
  }
  out.push_back({"data set with samples of hash", samples.text()});
  if constexpr (data::Labelled<Data>) {
    std::vector<int> labels;
    for (std::uint64_t i = 0; i < 1024; ++i) labels.push_back(data.label(spread(i, 1024)));
    Hash hash;
    hash.add(labels);
    out.push_back({"data set with labels of hash", hash.text()});
  }
}

template <class Loop, class Data> Description description(Loop& loop, Data const& data, std::int64_t last) {
  auto const& model = loop.model();
  Description out{{"version", sentence(GAN_VERSION_MAJOR(), '.', GAN_VERSION_MINOR(), '.', GAN_VERSION_PATCH())},
                  {"composition", composition_text(model)},
                  {"number size in bytes", std::to_string(sizeof(typename Loop::T))}};
  Hash networks;
  model.for_networks([&](char const* name, auto const& network) {
    networks.add(std::string(name));
    for (auto const* flat : {&network.parameters(), &network.state()})
      for (auto const& entry : flat->entries()) networks.add(entry.name + entry.shape.text());
  });
  out.push_back({"networks with parameters of hash", networks.text()});
  describe_options(out, loop.options());
  describe_data(out, data);
  out.push_back({"last step", std::to_string(last)});
  out.push_back({"position", sentence("after step ", loop.steps())});
  out.push_back({"seed", std::to_string(model.seed().value)});
  Hash numbers;
  for_numbers(loop, [&](auto const& tensor) { numbers.add(to_host(tensor)); });
  loop.updates().for_optimizers(
      [&](std::string const&, auto const&, auto const& state) { numbers.add(std::to_string(state.count())); });
  out.push_back({"set of parameters and moments with the hash", numbers.text()});
  return out;
}

/// Throws RankError on all ranks where one of them trains something else than rank 0.
inline void require_same(Ranks& ranks, Description const& mine) {
  std::string text;
  for (auto const& [name, value] : mine) text += name + '\t' + value + '\n';
  auto const all = ranks.texts(text);
  auto line = [](std::string const& lines, std::size_t& at) {
    std::size_t const begin = std::min(at, lines.size()), end = lines.find('\n', begin);
    at = end == std::string::npos ? lines.size() : end + 1;
    return lines.substr(begin, end == std::string::npos ? end : end - begin);
  };
  for (std::size_t r = 1; r < all.size(); ++r) {
    if (all[r] == all[0]) continue;
    std::size_t at = 0, at_zero = 0;
    std::string theirs, zeros;
    do theirs = line(all[r], at), zeros = line(all[0], at_zero);
    while (theirs == zeros);
    auto split = [](std::string const& s) {
      auto const tab = s.find('\t');
      return tab == std::string::npos ? std::pair(s, std::string()) : std::pair(s.substr(0, tab), s.substr(tab + 1));
    };
    auto const [name, value] = split(theirs);
    auto const [name_zero, value_zero] = split(zeros);
    bool const same_name = name == name_zero;
    require_together<RankError>(ranks, false, "rank ", r, " has the ", name, same_name ? " " : "", same_name ? value : "",
                                ", but rank 0 has the ", name_zero, " ", value_zero,
                                "; ranks that train together run the same program, with the same options on the same data");
  }
}

/// Whether training goes on, as rank 0 says it, and its clock.
struct Verdict {
  double seconds, progress;
  bool going, interrupted;
};

template <class Value> void broadcast_value(Ranks& ranks, Value& value) {
  static_assert(std::is_trivially_copyable_v<Value>);
  ranks.broadcast(std::as_writable_bytes(std::span(&value, 1)));
}

/// Runs `body` on rank 0 alone. What it throws is thrown on all ranks as an E, with the same sentence.
template <class E, class Body> void on_rank_zero(Ranks& ranks, Body const& body) {
  std::string error;
  if (ranks.rank() == 0) {
    try {
      body();
    } catch (std::exception const& e) {
      error = e.what();
      if (error.empty()) error = "an exception without a sentence";
    }
  }
  std::uint64_t length = error.size();
  broadcast_value(ranks, length);
  error.resize(length);
  ranks.broadcast(std::as_writable_bytes(std::span(error.data(), error.size())));
  require_together<E>(ranks, error.empty(), error);
}

/// All numbers of a training as on rank 0: parameters, state, moments, average, counts, seed and position.
template <class Loop> void broadcast_training(Ranks& ranks, Loop& loop) {
  auto& model = loop.model();
  auto& context = model.context();
  using T = typename Loop::T;
  bool averaged = static_cast<bool>(model.averaged());
  broadcast_value(ranks, averaged);
  if (averaged && !model.averaged()) model.set_averaged(zeros<T>(context, model.generator().parameters().values().shape()));
  if (!averaged) model.set_averaged({});
  for_numbers(loop, [&](auto const& tensor) {
    auto values = to_host(tensor);
    ranks.broadcast(std::as_writable_bytes(std::span(values)));
    if (ranks.rank() != 0) copy_from_host(context, values.data(), tensor.data(), tensor.count());
  });
  loop.updates().for_optimizers([&](std::string const&, auto const&, auto& state) {
    std::int64_t count = state.count();
    broadcast_value(ranks, count);
    state.set_count(count);
  });
  std::uint64_t seed = model.seed().value;
  std::int64_t steps = loop.steps();
  broadcast_value(ranks, seed);
  broadcast_value(ranks, steps);
  model.set_seed(Seed{seed});
  loop.set_steps(steps);
}

/// Runs `body`; where an exception leaves it, the ranks know this rank's sentence.
template <class Body> void report_failure(Ranks* ranks, Body const& body) {
  try {
    body();
  } catch (std::exception const& e) {
    if (ranks) ranks->failed(e.what(), false);
    throw;
  }
}

}  // namespace gan::detail
