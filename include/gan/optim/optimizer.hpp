#pragma once
#include <string>
#include <variant>
#include <vector>

#include <gan/autodiff/update.hpp>
#include <gan/optim/adagrad.hpp>
#include <gan/optim/adam.hpp>
#include <gan/optim/rmsprop.hpp>
#include <gan/optim/sgd.hpp>

namespace gan {

/// The optimisers that a training option names; an own one is passed as a type of its own.
using Optimizer = std::variant<Adam, Sgd, RmsProp, Adagrad>;

/// What makes a value an optimiser (sgd.hpp is the shortest example):
///   name               what a checkpoint calls it, another than all others
///   moments            names of the tensors that it keeps, as many numbers each as there are parameters
///   validate()         throws OptionError for options out of range
///   scalars(t, f)      the numbers of step t = 1, 2, ... that do not depend on a parameter; f scales the rate
///   rule<T>()          a map functor: (theta, gradient, moments..., scalars...) -> (theta, moments...)
///   initial_moment()   optional; where the moments start, else 0
template <class P>
concept OptimizerPolicy = requires(P const& p) {
  std::string(p.name);
  p.moments.size();
  p.validate();
  p.scalars(std::int64_t{1}, 1.0).size();
  requires MapFunctor<decltype(p.template rule<float>())>;
};

namespace detail {
template <class F, class... P> decltype(auto) visit_optimizer(std::variant<P...> const& policy, F&& f) {
  return std::visit(f, policy);
}
template <OptimizerPolicy P, class F> decltype(auto) visit_optimizer(P const& policy, F&& f) { return f(policy); }
/// A rule with one more scalar, the last: while it is not 0, parameters and moments stay as they are.
template <class Rule> struct Guarded {
  static constexpr int inputs = Rule::inputs + 1, outputs = Rule::outputs;
  Rule rule;
  template <class... S> GAN_HD auto operator()(S const&... x) const {
    return guard(list(x...), std::make_index_sequence<Rule::inputs>{}, std::make_index_sequence<Rule::outputs>{});
  }

 private:
  template <class L, std::size_t... I, std::size_t... J>
  GAN_HD auto guard(L const& x, std::index_sequence<I...>, std::index_sequence<J...>) const {
    auto const moved = rule(get<I>(x)...);
    auto const stays = get<Rule::inputs>(x) > 0;
    return list(
        select(stays, get<(J == 0 ? 0 : J + 1)>(x), get<J>(moved))...);  // the gradient stands between parameters and moments
  }
};

template <class P> inline constexpr bool is_optimizer = OptimizerPolicy<P>;
template <class... P> inline constexpr bool is_optimizer<std::variant<P...>> = (true && ... && OptimizerPolicy<P>);
}  // namespace detail

/// An optimiser at work on one flat tensor of parameters: its moments and its step count. A step is one pass over parameters,
/// gradients and moments; a step that is skipped does not count.
template <class T, class Device, class Policy = Optimizer> class OptimizerState {
  static_assert(detail::is_optimizer<Policy>,
                "an optimiser needs `name`, `moments`, `validate()`, `scalars(step, rate_factor)` and `rule<T>()` (see "
                "optim/optimizer.hpp)");

 public:
  struct Moment {
    std::string name;
    Tensor<T, Device> values;
  };

  OptimizerState() = default;
  OptimizerState(Context<Device>& context, Policy const& policy, Tensor<T, Device> const& parameters) : policy_(policy) {
    detail::visit_optimizer(policy_, [&](auto const& p) {
      p.validate();
      T initial = 0;
      if constexpr (requires { p.initial_moment(); }) initial = static_cast<T>(p.initial_moment());
      for (auto const* name : p.moments) moments_.push_back({name, full<T>(context, parameters.shape(), initial)});
      scalars_ = zeros<T>(context, Shape{static_cast<std::int64_t>(p.scalars(1, 1.0).size()) + 1});
    });
  }

  Policy const& policy() const { return policy_; }
  /// What a checkpoint stores beside the parameters: the optimiser's name, these tensors and the count.
  std::string name() const {
    return detail::visit_optimizer(policy_, [](auto const& p) { return std::string(p.name); });
  }
  std::vector<Moment> const& moments() const { return moments_; }
  std::int64_t count() const { return count_; }
  void set_count(std::int64_t count) {
    require<OptionError>(count >= 0, "an optimiser's step count must be at least 0, not ", count);
    count_ = count;
  }

  /// A single number on the device, 0 at first. Whoever finds a value that must not go into an update sets it to 1 (see
  /// mark_non_finite): from then on steps change nothing, without the host having looked.
  Tensor<T, Device> poison() const { return scalars_.view(scalars_.count() - 1, Shape{}); }

  /// One step: `parameters` move against `gradients`, with the rate times `rate_factor`.
  void step(Tensor<T, Device> const& parameters, Tensor<T, Device> const& gradients, double rate_factor = 1) {
    if (used_ < prepared_) return apply(parameters, gradients, ahead_.view(used_++ * scalars_each(), Shape{scalars_each()}));
    advance(rate_factor);
    apply(parameters, gradients);
  }

  /// Counts `steps` steps and brings the scalars of all of them to the device. The next calls of `step` are these: they count
  /// nothing, and the host has no part in them but to launch the same work each time. rewind() goes back to the first of them;
  /// with 0 steps, which count nothing, it is as before.
  void prepare(std::int64_t steps, double rate_factor) {
    prepared_ = steps, used_ = 0;
    if (steps == 0) return;
    std::int64_t const n = scalars_each();
    Context<Device>& context = scalars_.context();
    if (!ahead_ || ahead_.count() < steps * n) ahead_ = Tensor<T, Device>(context, {steps * n});
    host_.clear();
    detail::visit_optimizer(policy_, [&](auto const& p) {
      for (std::int64_t i = 0; i < steps; ++i)
        for (double x : p.scalars(++count_, rate_factor)) host_.push_back(static_cast<T>(x));
    });
    copy_from_host(context, host_.data(), ahead_.data(), steps * n);
  }
  void rewind() { used_ = 0; }

  // The two halves of a step: `advance` counts it and brings its scalars to the device, `apply` is the same work in every step.
  void advance(double rate_factor = 1) {
    ++count_;
    detail::visit_optimizer(policy_, [&](auto const& p) {
      auto const numbers = p.scalars(count_, rate_factor);
      T host[numbers.size()];
      for (std::size_t i = 0; i < numbers.size(); ++i) host[i] = static_cast<T>(numbers[i]);
      copy_from_host(scalars_.context(), host, scalars_.data(), scalars_.count() - 1);
    });
  }
  void apply(Tensor<T, Device> const& parameters, Tensor<T, Device> const& gradients) const {
    apply(parameters, gradients, scalars_);
  }

 private:
  /// How many scalars a step has.
  std::int64_t scalars_each() const { return scalars_.count() - 1; }
  void apply(Tensor<T, Device> const& parameters, Tensor<T, Device> const& gradients, Tensor<T, Device> const& scalars) const {
    require<ShapeError>(parameters.shape() == gradients.shape() && parameters.shape() == moments_[0].values.shape(),
                        "an optimiser made for parameters of shape ", moments_[0].values.shape(), " got parameters of shape ",
                        parameters.shape(), " and gradients of shape ", gradients.shape());
    detail::visit_optimizer(policy_, [&](auto const& p) {
      auto const rule = detail::Guarded<decltype(p.template rule<T>())>{p.template rule<T>()};
      constexpr int inputs = decltype(rule)::inputs, outputs = decltype(rule)::outputs;
      Tensor<T, Device> in[inputs], out[outputs];
      in[0] = out[0] = parameters;
      in[1] = gradients;
      for (int j = 1; j < outputs; ++j) in[j + 1] = out[j] = moments_[static_cast<std::size_t>(j - 1)].values;
      for (int i = outputs + 1; i < inputs - 1; ++i) in[i] = scalars.view(i - outputs - 1, Shape{});
      in[inputs - 1] = poison();
      update(rule, in, out);
    });
  }

  Policy policy_;
  std::vector<Moment> moments_;
  Tensor<T, Device> scalars_;
  std::int64_t count_ = 0;
  Tensor<T, Device> ahead_;  // the scalars of prepared steps, one step after another
  std::vector<T> host_;      // the same on the host
  std::int64_t prepared_ = 0, used_ = 0;
};

}  // namespace gan
