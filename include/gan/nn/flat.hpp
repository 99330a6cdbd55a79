#pragma once
#include <gan/autodiff/var.hpp>
#include <gan/nn/declaration.hpp>

namespace gan {

/// Several named tensors in one flat buffer, so that an optimiser step, clipping, averaging or a checkpoint is one operation. Each
/// tensor starts at a multiple of 16 elements; the gaps are zero and stay zero.
template <class T, class Device> class FlatTensors {
 public:
  struct Entry {
    std::string name;
    Shape shape;
    std::int64_t begin;
  };

  FlatTensors() = default;
  FlatTensors(Context<Device>& context, std::vector<Declared> const& declared, random::Key key) {
    std::int64_t size = 0;
    for (auto const& d : declared) {
      entries_.push_back({d.name, d.shape, size});
      size += (d.shape.count() + 15) / 16 * 16;
    }
    values_ = zeros<T>(context, Shape{size});
    for (std::size_t i = 0; i < declared.size(); ++i) {
      auto const& d = declared[i];
      auto start = initial_values<T>(context, d.shape, d.init, d.fan_in, d.fan_out, key, static_cast<std::int64_t>(i));
      copy(context, start.data(), view(i).data(), d.shape.count());
    }
  }

  std::size_t size() const { return entries_.size(); }
  std::vector<Entry> const& entries() const { return entries_; }
  Tensor<T, Device> const& values() const { return values_; }
  Tensor<T, Device> view(std::size_t i) const { return values_.view(entries_[i].begin, entries_[i].shape); }
  /// The same part of another flat tensor of this layout (gradients, moments).
  Tensor<T, Device> view_of(Tensor<T, Device> const& flat, std::size_t i) const {
    return flat.view(entries_[i].begin, entries_[i].shape);
  }
  /// Number of values, without the gaps.
  std::int64_t count() const {
    std::int64_t n = 0;
    for (auto const& e : entries_) n += e.shape.count();
    return n;
  }

 private:
  std::vector<Entry> entries_;
  Tensor<T, Device> values_;
};

}  // namespace gan
