#pragma once
/// What all kinds of models have in common: networks with names. A model shows them by for_networks(f), which calls f(name, network)
/// for each in the order in which files hold them.
#include <algorithm>
#include <cstring>
#include <vector>

#include <gan/nn/network.hpp>

namespace gan::detail {

/// The parameters and the state of every network.
template <class M> auto tensors_of(M const& model) {
  std::vector<Tensor<typename M::value_type, typename M::device_type>> out;
  model.for_networks([&](char const*, auto const& network) {
    out.push_back(network.parameters().values());
    out.push_back(network.state().values());
  });
  return out;
}

/// Every bit of parameters and state agrees.
template <class M> bool same_networks(M const& a, M const& b) {
  auto const x = tensors_of(a), y = tensors_of(b);
  return std::equal(x.begin(), x.end(), y.begin(), y.end(), [](auto const& p, auto const& q) {
    auto const u = to_host(p), v = to_host(q);
    return u.size() == v.size() && (u.empty() || std::memcmp(u.data(), v.data(), u.size() * sizeof(u[0])) == 0);
  });
}

/// Rows {n, count} with `value` at each sample's class, 0 elsewhere. Throws OptionError for a class there is not.
template <class T, class Device>
Tensor<T, Device> one_hot(Context<Device>& context, std::vector<int> const& classes, int count, float value = 1) {
  std::vector<T> rows(classes.size() * static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < classes.size(); ++i) {
    require<OptionError>(classes[i] >= 0 && classes[i] < count, "class ", i, " is ", classes[i], ", but must be in 0 ... ",
                         count - 1);
    rows[i * static_cast<std::size_t>(count) + static_cast<std::size_t>(classes[i])] = static_cast<T>(value);
  }
  return from_host(context, Shape{static_cast<std::int64_t>(classes.size()), count}, rows);
}

/// A tensor of `shape`, whose first dimension counts samples, put together from parts of at most 256 samples: part(first, n) gives
/// samples first ... first + n - 1.
template <class T, class Device, class Part>
Tensor<T, Device> in_parts(Context<Device>& context, Shape const& shape, Part const& part) {
  constexpr std::int64_t at_once = 256;
  NoRecording<Device> off(context);
  Tensor<T, Device> out(context, shape);
  std::int64_t const count = shape[0], size = count ? shape.count() / count : 0;
  for (std::int64_t first = 0; first < count; first += at_once) {
    std::int64_t const n = std::min(at_once, count - first);
    Tensor<T, Device> const samples = part(first, n);
    require<ShapeError>(samples.count() == n * size, "a network gives ", samples.count(), " numbers for ", n, " samples, but ",
                        n * size, " were expected");
    copy(context, samples.data(), out.data() + first * size, n * size);
  }
  return out;
}

}  // namespace gan::detail
