#pragma once
#include <gan/train/options.hpp>
#include <gan/train/step.hpp>

namespace gan {

/// The updates of a training step. All terms of a network make one objective, one backward sweep and one optimiser step.
template <class M> class Updates {
 public:
  using T = typename M::value_type;
  using Device = typename M::device_type;
  using Variable = typename Step<M>::Variable;
  using Terms = std::vector<Term<T, Device>>;

  Updates(M& model, TrainingOptions const& options)
      : model_(&model),
        generator_(model.context(), options.generator, model.generator().parameters().values()),
        discriminator_(model.context(), options.discriminator, model.discriminator().parameters().values()) {}

  /// One discriminator update on `real` and as many generated samples.
  void discriminate(Step<M>& step, Tensor<T, Device> const& real, double rate_factor) {
    discriminator_gradients(step, real);
    apply_discriminator(step, rate_factor);
  }
  /// One generator update on a fresh batch of `batch` samples.
  void generate(Step<M>& step, std::int64_t batch, double rate_factor) {
    generator_gradients(step, batch);
    apply_generator(step, rate_factor);
  }
  /// Both gradients at the old parameters, then both updates.
  void both(Step<M>& step, Tensor<T, Device> const& real, double rate_factor) {
    discriminator_gradients(step, real);
    generator_gradients(step, real.shape()[0]);
    apply_discriminator(step, rate_factor);
    apply_generator(step, rate_factor);
  }

  Terms const& discriminator_terms() const { return discriminator_terms_; }
  Terms const& generator_terms() const { return generator_terms_; }
  OptimizerState<T, Device>& generator_optimizer() { return generator_; }
  OptimizerState<T, Device>& discriminator_optimizer() { return discriminator_; }

 private:
  using Gan = typename M::gan_type;
  using Loss = typename Gan::loss_type;
  static constexpr bool coupled = CoupledLoss<Loss>;

  void discriminator_gradients(Step<M>& step, Tensor<T, Device> const& real) {
    {
      NoRecording<Device> off(model_->context());
      step.set_real(constant<Variable::order>(real));
      generated(step, real.shape()[0], false);
    }
    real_ = real;
    Variable x = through_inputs(step, step.real()), y = through_inputs(step, step.fake());
    if constexpr (Gan::joint_batches) step.set_joint_output(step.discriminator_output(concatenate(0, x, y), true));
    else {
      auto real_output = step.discriminator_output(x, true);
      step.set_outputs(std::move(real_output), step.discriminator_output(y, true));
    }
    discriminator_terms_.clear();
    auto const loss = loss_at(model_->gan().loss, step.iteration(), step.progress());
    Variable total;
    if constexpr (coupled)
      total = add(discriminator_terms_, {}, "discriminator", loss.discriminator_loss(step.real_score(), step.fake_score()));
    else {
      total = add(discriminator_terms_, {}, "real", real_term(loss, step.real_score()));
      total = add(discriminator_terms_, total, "fake", fake_term(loss, step.fake_score()));
    }
    for_regularizers([&](auto const& r, char const* name) {
      if constexpr (HasDiscriminatorTerm<std::decay_t<decltype(r)>>)
        total = add(discriminator_terms_, total, name, r.discriminator_term(step));
    });
    model_->discriminator().backward(total);
  }

  void generator_gradients(Step<M>& step, std::int64_t batch) {
    step.set_real(constant<Variable::order>(real_));
    generated(step, batch, true);
    Variable const y = through_inputs(step, step.fake());
    if constexpr (Gan::mixes_batches) {
      step.set_joint_output(step.discriminator_output(concatenate(0, through_inputs(step, step.real()), y), false));
    } else {
      typename Step<M>::Output real_output;
      if constexpr (Gan::generator_sees_real) {
        NoRecording<Device> off(model_->context());
        real_output = step.discriminator_output(through_inputs(step, step.real()), false);
      }
      step.set_outputs(std::move(real_output), step.discriminator_output(y, false));
    }
    generator_terms_.clear();
    auto const loss = loss_at(model_->gan().loss, step.iteration(), step.progress());
    Variable total;
    if constexpr (coupled)
      total = add(generator_terms_, {}, "generator", loss.generator_loss(step.real_score(), step.fake_score()));
    else total = add(generator_terms_, {}, "generator", generator_term(loss, step.fake_score()));
    for_regularizers([&](auto const& r, char const* name) {
      if constexpr (HasGeneratorTerm<std::decay_t<decltype(r)>>)
        total = add(generator_terms_, total, name, r.generator_term(step));
    });
    model_->generator().backward(total);
  }

  void apply_discriminator(Step<M>& step, double rate_factor) {
    auto& network = model_->discriminator();
    for_regularizers([&](auto const& r, char const*) {
      if constexpr (HasBeforeUpdate<std::decay_t<decltype(r)>>) r.before_update(network.gradients());
    });
    guard(step, "discriminator", discriminator_terms_, network.gradients(), discriminator_.poison());
    discriminator_.step(network.parameters().values(), network.gradients(), rate_factor);
    for_regularizers([&](auto const& r, char const*) {
      if constexpr (HasAfterDiscriminatorUpdate<std::decay_t<decltype(r)>>) r.after_discriminator_update(network.parameters());
    });
  }

  void apply_generator(Step<M>& step, double rate_factor) {
    auto& network = model_->generator();
    for_regularizers([&](auto const& r, char const*) {
      if constexpr (HasBeforeUpdate<std::decay_t<decltype(r)>>) r.before_update(network.gradients());
    });
    guard(step, "generator", generator_terms_, network.gradients(), generator_.poison());
    generator_.step(network.parameters().values(), network.gradients(), rate_factor);
    for_regularizers([&](auto const& r, char const*) {
      if constexpr (HasAfterGeneratorUpdate<std::decay_t<decltype(r)>>) r.after_generator_update(network.parameters());
    });
  }

  void generated(Step<M>& step, std::int64_t n, bool updates_state) {
    step.set_latent(constant<Variable::order>(model_->noise(n, step.random_key(Stream::latent))));
    auto const z = constant<M::generator_order>(step.latent().value());
    step.set_fake(Variable(evaluate(model_->generator()(z, {true, updates_state, step.random_key(Stream::mask), 0}))));
  }

  Variable through_inputs(Step<M>& step, Variable x) {
    for_regularizers([&](auto const& r, char const*) {
      if constexpr (HasDiscriminatorInput<std::decay_t<decltype(r)>>) x = Variable(evaluate(r.discriminator_input(x, step)));
    });
    return x;
  }

  template <class X> Variable add(Terms& terms, Variable const& total, char const* name, X const& term) {
    Variable value(evaluate(term));
    require<ShapeError>(value.value().count() == 1, "a term of an objective is a single value, but '", name, "' has the shape ",
                        value.shape());
    terms.push_back({name, value.value()});
    return total ? Variable(evaluate(total + value)) : value;
  }

  template <class Body> void for_regularizers(Body const& body) {
    auto call = [&](auto const& r) {
      if constexpr (requires { r.name; }) body(r, r.name);
      else body(r, "regularizer");
    };
    std::apply([&](auto const&... r) { (call(r), ...); }, model_->gan().regularizers);
  }

  /// Poisons the optimiser when anything is not finite, on the device and before the update, and stops once the host has seen it:
  /// parameters and moments are then those of the last good update. A host that would have to wait for its device looks now and then.
  void guard(Step<M>& step, char const* network, Terms const& terms, Tensor<T, Device> const& gradients,
             Tensor<T, Device> const& poison) {
    auto& context = model_->context();
    mark_non_finite(context, gradients.data(), gradients.count(), poison.data());
    for (auto const& term : terms) mark_non_finite(context, term.value.data(), std::int64_t{1}, poison.data());
    constexpr std::int64_t steps_between_looks = is_cpu<Device> ? 1 : 16;
    if ((step.iteration() + 1) % steps_between_looks != 0) return;
    T found = 0;
    copy_to_host(Device{}, poison.data(), &found, 1);
    if (found == T(0)) return;
    for (auto const& term : terms) {
      double value = static_cast<double>(to_host(term.value)[0]);
      require<NumericalError>(std::isfinite(value), "training stopped at step ", step.iteration() + 1, ": the ", network,
                              "'s term '", term.name, "' is ", value,
                              " instead of a finite number; parameters are those of the last good update");
    }
    require<NumericalError>(steps_between_looks == 1, "training stopped at step ", step.iteration() + 1,
                            ": in one of the last ", steps_between_looks, " steps the ", network,
                            "'s gradient or one of its terms was not finite; its parameters are those of the last good update");
    throw NumericalError(
        sentence("training stopped at step ", step.iteration() + 1, ": the ", network,
                 "'s gradient is not finite, though each of its terms is; parameters are those of the last good update"));
  }

  M* model_;
  OptimizerState<T, Device> generator_, discriminator_;
  Terms discriminator_terms_, generator_terms_;
  Tensor<T, Device> real_;  // the last real batch, for generator objectives that have both
};

}  // namespace gan
