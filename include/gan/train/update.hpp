#pragma once
#include <gan/train/options.hpp>
#include <gan/train/score_terms.hpp>
#include <gan/train/shared_update.hpp>
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
    {
      NoRecording<Device> off(model_->context());
      generated(step, real, real.shape()[0], false);
    }
    discriminator_gradients(step);
    apply_discriminator(step, rate_factor);
  }
  /// One generator update on a fresh batch of `batch` samples.
  void generate(Step<M>& step, std::int64_t batch, double rate_factor) {
    generated(step, real_, batch, true);
    generator_gradients(step);
    apply_generator(step, rate_factor);
  }
  /// Both gradients at the old parameters from one generated batch, then both updates.
  void both(Step<M>& step, Tensor<T, Device> const& real, double rate_factor) {
    generated(step, real, real.shape()[0], true);
    Variable const fake = step.fake();
    [[maybe_unused]] auto const of_real = step.real_output();
    step.set_fake(detach(fake));
    discriminator_gradients(step);
    step.set_fake(fake);
    if constexpr (is_promoted<typename Gan::generator_type>) step.set_outputs(of_real, {});
    generator_gradients(step);
    apply_discriminator(step, rate_factor);
    apply_generator(step, rate_factor);
  }

  /// The classes of the next real batch, as Step::labels gives them; empty where the data set has none.
  void set_labels(Tensor<T, Device> labels) { labels_ = std::move(labels); }

  /// What distinguishes the steps that do not all do the same work: of each regularizer its step_kind(number), 0 where it has
  /// none.
  auto step_kind(std::int64_t number) const {
    auto kind_of = [&]([[maybe_unused]] auto const& r) -> std::int64_t {
      if constexpr (HasStepKind<std::decay_t<decltype(r)>>) return r.step_kind(number);
      else return 0;
    };
    return std::apply([&](auto const&... r) { return std::array<std::int64_t, sizeof...(r)>{kind_of(r)...}; },
                      model_->gan().regularizers);
  }
  /// All terms of the last updates, and the same again: a replay computes their numbers where they are.
  std::array<Terms, 2> terms() const { return {discriminator_terms_, generator_terms_}; }
  void set_terms(std::array<Terms, 2> const& terms) { discriminator_terms_ = terms[0], generator_terms_ = terms[1]; }

  Terms const& discriminator_terms() const { return discriminator_terms_; }
  Terms const& generator_terms() const { return generator_terms_; }
  OptimizerState<T, Device>& generator_optimizer() { return generator_; }
  OptimizerState<T, Device>& discriminator_optimizer() { return discriminator_; }
  std::array<Objective<T, Device>, 2> objectives() const {
    return {{{"discriminator", &discriminator_terms_}, {"generator", &generator_terms_}}};
  }
  /// Calls f(name, network, optimiser) for all that an optimiser moves.
  template <class F> void for_optimizers(F const& f) {
    f("generator", model_->generator(), generator_);
    f("discriminator", model_->discriminator(), discriminator_);
  }

 private:
  using Gan = typename M::gan_type;
  using Loss = typename Gan::loss_type;
  static constexpr bool coupled = CoupledLoss<Loss>;

  void discriminator_gradients(Step<M>& step) {
    Variable x = through_inputs(step, step.real()), y = through_inputs(step, step.fake());
    if constexpr (Gan::joint_batches) step.set_joint_output(step.discriminator_output(concatenate(0, x, y), true));
    else {
      auto real_output = step.discriminator_output(x, true);
      step.set_outputs(std::move(real_output), step.discriminator_output(y, true));
    }
    discriminator_terms_.clear(), objective_.clear();
    auto const loss = loss_of(step);
    if constexpr (coupled)
      add(discriminator_terms_, "discriminator", loss.discriminator_loss(step.real_score(), step.fake_score()));
    else {
      add(discriminator_terms_, "real", detail::real_term_of(loss, step));
      add(discriminator_terms_, "fake", detail::fake_term_of(loss, step));
    }
    for_regularizers(step, [&](auto const& r, char const* name) {
      if constexpr (HasDiscriminatorTerm<std::decay_t<decltype(r)>>)
        add(discriminator_terms_, name, r.discriminator_term(step));
    });
    differentiate(model_->discriminator());
  }

  void generator_gradients(Step<M>& step) {
    Variable const y = through_inputs(step, step.fake());
    if constexpr (Gan::mixes_batches) {
      step.set_joint_output(step.discriminator_output(concatenate(0, through_inputs(step, step.real()), y), false));
    } else {
      typename Step<M>::Output real_output;
      if constexpr (Gan::generator_sees_real) {
        NoRecording<Device> off(model_->context());
        if constexpr (is_promoted<typename Gan::generator_type>) real_output = step.real_output();
        else real_output = step.discriminator_output(through_inputs(step, step.real()), false);
      }
      step.set_outputs(std::move(real_output), step.discriminator_output(y, false));
    }
    generator_terms_.clear(), objective_.clear();
    auto const loss = loss_of(step);
    if constexpr (coupled) add(generator_terms_, "generator", loss.generator_loss(step.real_score(), step.fake_score()));
    else add(generator_terms_, "generator", detail::generator_term_of(loss, step));
    for_regularizers(step, [&](auto const& r, char const* name) {
      if constexpr (HasGeneratorTerm<std::decay_t<decltype(r)>>) add(generator_terms_, name, r.generator_term(step));
    });
    differentiate(model_->generator());
  }

  void apply_discriminator(Step<M>& step, double rate_factor) {
    auto& network = model_->discriminator();
    detail::average_gradients(model_->context(), network.gradients());
    detail::average_terms(model_->context(), discriminator_terms_);
    for_regularizers(step, [&](auto const& r, char const*) {
      if constexpr (HasBeforeUpdate<std::decay_t<decltype(r)>>) r.before_update(network.gradients());
    });
    guard(step, "discriminator", discriminator_terms_, network.gradients(), discriminator_.poison());
    discriminator_.step(network.parameters().values(), network.gradients(), rate_factor);
    for_regularizers(step, [&](auto const& r, char const*) {
      if constexpr (HasAfterDiscriminatorUpdate<std::decay_t<decltype(r)>>) r.after_discriminator_update(network.parameters());
    });
  }

  void apply_generator(Step<M>& step, double rate_factor) {
    auto& network = model_->generator();
    detail::average_gradients(model_->context(), network.gradients());
    detail::average_terms(model_->context(), generator_terms_);
    for_regularizers(step, [&](auto const& r, char const*) {
      if constexpr (HasBeforeUpdate<std::decay_t<decltype(r)>>) r.before_update(network.gradients());
    });
    guard(step, "generator", generator_terms_, network.gradients(), generator_.poison());
    generator_.step(network.parameters().values(), network.gradients(), rate_factor);
    for_regularizers(step, [&](auto const& r, char const*) {
      if constexpr (HasAfterGeneratorUpdate<std::decay_t<decltype(r)>>) r.after_generator_update(network.parameters());
    });
  }

  /// The step gets `real` with its labels, and n generated samples.
  void generated(Step<M>& step, Tensor<T, Device> const& real, std::int64_t n, bool updates_state) {
    real_ = real;
    step.set_real(constant<Variable::order>(real_));
    if (labels_) step.set_labels(constant<Variable::order>(labels_));
    auto const drawn = constant<Variable::order>(model_->noise(n, step.random_key(Stream::latent)));
    step.set_latent(drawn);
    if constexpr (is_promoted<typename Gan::generator_type>) {
      if (!step.warms_up()) {  // by a pass over the real batch that trains nothing
        NoRecording<Device> off(model_->context());
        step.set_outputs(step.discriminator_output(through_inputs(step, step.real()), false), {});
        step.set_latent(model_->gan().generator.latent_input(drawn, step));
      }
    } else if constexpr (HasLatentInput<typename Gan::generator_type>) {
      step.set_latent(model_->gan().generator.latent_input(drawn, step));
    }
    auto const z = constant<M::generator_order>(step.latent().value());
    step.set_fake(Variable(evaluate(model_->generator()(z, {true, updates_state, step.random_key(Stream::mask), 0}))));
  }

  Variable through_inputs(Step<M>& step, Variable x) {
    for_regularizers(step, [&](auto const& r, char const*) {
      if constexpr (HasDiscriminatorInput<std::decay_t<decltype(r)>>) x = Variable(evaluate(r.discriminator_input(x, step)));
    });
    return x;
  }

  template <class X> void add(Terms& terms, char const* name, X const& term) {
    Variable value(evaluate(term));
    require<ShapeError>(value.value().count() == 1, "a term of an objective is a single value, but '", name, "' has the shape ",
                        value.shape());
    terms.push_back({name, value.value()});
    objective_.push_back(std::move(value));
  }
  /// The gradients of a network's objective, which is the sum of the terms that were added.
  template <class Network> void differentiate(Network& network) {
    network.backward(objective_);
    objective_.clear();
  }

  /// The loss as it is in this step.
  auto loss_of(Step<M>& step) const {
    auto const& loss = model_->gan().loss;
    if constexpr (requires { loss.at(std::int64_t{0}, 0.0); }) {
      bool changes = true;
      if constexpr (requires { loss.changes(); }) changes = loss.changes();
      if (changes) model_->context().depends_on_host("the loss changes over the training");
    }
    return loss_at(loss, step.number(), step.part_done());
  }

  template <class Body> void for_regularizers(Step<M>& step, Body const& body) {
    auto call = [&](auto const& r) {
      step.set_kind_known(HasStepKind<std::decay_t<decltype(r)>>);
      if constexpr (requires { r.name; }) body(r, r.name);
      else body(r, "regularizer");
    };
    std::apply([&](auto const&... r) { (call(r), ...); }, model_->gan().regularizers);
    step.set_kind_known(false);
  }

  void guard(Step<M>& step, char const* network, Terms const& terms, Tensor<T, Device> const& gradients,
             Tensor<T, Device> const& poison) {
    detail::guard_update(model_->context(), step.number(), network, terms, {gradients}, {poison});
  }

  M* model_;
  OptimizerState<T, Device> generator_, discriminator_;
  Terms discriminator_terms_, generator_terms_;
  std::vector<Variable> objective_;  // the terms of the network at hand
  Tensor<T, Device> real_;           // the last real batch, for generator objectives that have both
  Tensor<T, Device> labels_;         // its labels
};

}  // namespace gan
