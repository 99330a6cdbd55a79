#pragma once
#include <span>
#include <vector>

#include <gan/core/shape.hpp>
#include <gan/tensor/context_base.hpp>

namespace gan {

/// Numbers on a device: a shape and a place in a counted block of memory, contiguous, last dimension fastest. Copies share memory.
template <class T, class Device> class Tensor {
 public:
  using value_type = T;
  Tensor() = default;
  /// Memory for `shape`, its values not set.
  Tensor(Context<Device>& context, Shape shape)
      : storage_(context.arena(), static_cast<std::size_t>(shape.count()) * sizeof(T)), shape_(shape) {}

  Shape const& shape() const { return shape_; }
  std::int64_t count() const { return shape_.count(); }
  T* data() const { return static_cast<T*>(storage_.data()) + offset_; }
  explicit operator bool() const { return static_cast<bool>(storage_); }
  /// The context that the tensor was made with; throws OptionError when it is gone.
  Context<Device>& context() const {
    ContextBase<Device>* owner = this->owner();
    require<OptionError>(owner, "this tensor has no context any more; a context must outlive what is computed with it");
    return static_cast<Context<Device>&>(*owner);
  }

  /// The same, or null when it is gone.
  ContextBase<Device>* owner() const { return storage_ ? storage_.arena()->owner() : nullptr; }

  /// The same values in another shape of as many elements.
  Tensor reshaped(Shape shape) const {
    require<ShapeError>(shape.count() == count(), "a tensor of shape ", shape_, " cannot be read as ", shape, ": ", count(),
                        " and ", shape.count(), " elements");
    Tensor view = *this;
    view.shape_ = shape;
    return view;
  }

  /// Entries begin ... end-1 of the first dimension, as a view.
  Tensor slice(std::int64_t begin, std::int64_t end) const {
    require<ShapeError>(shape_.rank() > 0 && 0 <= begin && begin <= end && end <= shape_[0], "a slice from ", begin, " to ",
                        end, " is outside a tensor of shape ", shape_);
    Tensor view = *this;
    view.shape_[0] = end - begin;
    view.offset_ += shape_[0] ? begin * (count() / shape_[0]) : 0;
    return view;
  }

  /// Elements begin ... begin + shape.count() - 1 of the flat memory, as a view of that shape.
  Tensor view(std::int64_t begin, Shape shape) const {
    require<ShapeError>(0 <= begin && begin + shape.count() <= count(), "a view of shape ", shape, " from element ", begin,
                        " is outside a tensor of ", count(), " elements");
    Tensor part = *this;
    part.shape_ = shape;
    part.offset_ += begin;
    return part;
  }

 private:
  Storage<Device> storage_;
  std::int64_t offset_ = 0;
  Shape shape_;
};

/// A tensor whose values are all `value`.
template <class T, class Device> Tensor<T, Device> full(Context<Device>& context, Shape shape, T value) {
  Tensor<T, Device> out(context, shape);
  fill(context, out.data(), out.count(), value);
  return out;
}
template <class T, class Device> Tensor<T, Device> zeros(Context<Device>& context, Shape shape) {
  return full(context, shape, T(0));
}

/// A tensor with these host values in row order; throws ShapeError where their number is not the shape's.
template <class T, class Device> Tensor<T, Device> from_host(Context<Device>& context, Shape shape, std::span<T const> values) {
  require<ShapeError>(shape.count() == static_cast<std::int64_t>(values.size()), "shape ", shape, " needs ", shape.count(),
                      " values, not ", values.size());
  Tensor<T, Device> out(context, shape);
  context.depends_on_host("a step brings numbers from the host");
  copy_from_host(context, values.data(), out.data(), out.count());
  return out;
}
template <class T, class Device>
Tensor<T, Device> from_host(Context<Device>& context, Shape shape, std::vector<T> const& values) {
  return from_host(context, shape, std::span<T const>(values));
}

/// The same for a few values that do not change from call to call: a step that has them can be replayed.
template <class T, class Device>
Tensor<T, Device> fixed_values(Context<Device>& context, Shape shape, std::vector<T> const& values) {
  require<ShapeError>(shape.count() == static_cast<std::int64_t>(values.size()), "shape ", shape, " needs ", shape.count(),
                      " values, not ", values.size());
  Tensor<T, Device> out(context, shape);
  write_values(context, values.data(), out.data(), out.count());
  return out;
}

/// The values on the host, in row order.
template <class T, class Device> std::vector<T> to_host(Tensor<T, Device> const& tensor) {
  if (auto* const owner = tensor.owner()) owner->count_wait();
  std::vector<T> out(static_cast<std::size_t>(tensor.count()));
  copy_to_host(Device{}, tensor.data(), out.data(), tensor.count());
  return out;
}

/// Element (i, j...) of the tensor is element j of sample i under `key`: the first dimension counts samples from `first_sample`.
template <class T, class Device>
Tensor<T, Device> uniform(Context<Device>& context, Shape shape, random::Key key, T low, T high,
                          std::int64_t first_sample = 0) {
  Tensor<T, Device> out(context, shape);
  std::int64_t samples = shape.rank() ? shape[0] : 1;
  fill_uniform(context, key, first_sample, samples, samples ? out.count() / samples : 0, low, high, out.data());
  return out;
}
template <class T, class Device>
Tensor<T, Device> normal(Context<Device>& context, Shape shape, random::Key key, T mean, T deviation,
                         std::int64_t first_sample = 0) {
  Tensor<T, Device> out(context, shape);
  std::int64_t samples = shape.rank() ? shape[0] : 1;
  fill_normal(context, key, first_sample, samples, samples ? out.count() / samples : 0, mean, deviation, out.data());
  return out;
}

/// Draws from N(0, 1) and from U[0, 1) that no other call of this context repeats.
template <class T, class Device> Tensor<T, Device> randn(Context<Device>& context, Shape shape) {
  return normal<T>(context, shape, context.next_key(), T(0), T(1));
}
template <class T, class Device> Tensor<T, Device> rand(Context<Device>& context, Shape shape) {
  return uniform<T>(context, shape, context.next_key(), T(0), T(1));
}

}  // namespace gan
