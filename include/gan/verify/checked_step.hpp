#pragma once
#include <gan/train/step.hpp>
#include <gan/verify/report.hpp>

namespace gan::detail {

/// The batch of a checked step: which of 64 given samples stand where. A sample brings its latent vector, its label and its draws
/// along, so that a batch in another order, or with samples again and again, is the same in all else.
struct CheckedBatch {
  std::vector<std::int64_t> who;
  double progress = 0;
  bool scaled = false;  ///< codes and features of every sample times a number of its own
};

/// A training step whose random draws belong to the samples and not to their places.
template <class M> class CheckedStep : public Step<M> {
 public:
  using Base = Step<M>;
  using T = typename M::value_type;
  using Device = typename M::device_type;
  using Variable = typename Base::Variable;

  CheckedStep(M& model, CheckedBatch const& batch)
      : Base(model, static_cast<std::int64_t>(1000 * batch.progress), batch.progress, 0), batch_(batch) {}

  Variable uniform_draws(Shape const& shape) {
    return placed(shape, [&](Shape const& all, random::Key key) { return uniform<T>(context(), all, key, T(0), T(1)); });
  }
  Variable normal_draws(Shape const& shape) {
    return placed(shape, [&](Shape const& all, random::Key key) { return normal<T>(context(), all, key, T(0), T(1)); });
  }
  Variable uniform_per_sample() { return uniform_draws(per_sample(this->fake().shape())); }

  Variable real_code() const { return scaled(Base::real_code()); }
  Variable fake_code() const { return scaled(Base::fake_code()); }
  Variable real_features() const { return scaled(Base::real_features()); }
  Variable fake_features() const { return scaled(Base::fake_features()); }

  /// The rows of `all` that stand in this batch.
  Tensor<T, Device> chosen(Tensor<T, Device> const& all) const {
    std::int64_t const n = all.shape()[0], size = n ? all.count() / n : 0;
    Shape shape = all.shape();
    shape[0] = static_cast<std::int64_t>(batch_.who.size());
    return from_host(context(), shape, rows_of(to_host(all), size, batch_.who));
  }

 private:
  Context<Device>& context() const { return const_cast<CheckedStep*>(this)->model().context(); }

  template <class Draw> Variable placed(Shape const& shape, Draw const& draw) {
    random::Key const key = random::key(Seed{19}, Stream::check, ++draws_);
    bool const one_each = shape.rank() > 0 && shape[0] == static_cast<std::int64_t>(batch_.who.size());
    if (!one_each) return constant<Variable::order>(draw(shape, key));
    Shape all = shape;
    all[0] = 64;
    return constant<Variable::order>(chosen(draw(all, key)));
  }
  Variable scaled(Variable const& x) const {
    if (!batch_.scaled) return x;
    std::vector<T> factors;
    for (auto i : batch_.who) factors.push_back(0.5 + static_cast<double>(i % 5));
    return x * constant<Variable::order>(from_host(context(), Shape{static_cast<std::int64_t>(factors.size()), 1}, factors));
  }

  CheckedBatch const& batch_;
  std::uint64_t draws_ = 0;
};

}  // namespace gan::detail
