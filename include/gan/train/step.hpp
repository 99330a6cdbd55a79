#pragma once
#include <gan/model/model.hpp>
#include <gan/train/objective.hpp>

namespace gan {

/// What a regularizer sees of a training step: the batch, the networks, their outputs, random draws and where training stands.
template <class M> class Step {
 public:
  using T = typename M::value_type;
  using Device = typename M::device_type;
  using Variable = Var<T, Device, std::max(M::generator_order, M::discriminator_order)>;
  using Output = Scored<Variable>;

  Step(M& model, std::int64_t iteration, double progress, std::uint32_t draw_step)
      : model_(model), iteration_(iteration), progress_(progress), draw_step_(draw_step) {}

  /// The batch of real samples, and the generated one; constants in a discriminator step.
  Variable const& real() const { return real_; }
  Variable const& fake() const { return fake_; }
  /// What the generated batch was made from {n, latent size}.
  Variable const& latent() const { return latent_; }
  /// The classes of the real batch {n, classes}: a row has a 1 at its class and 0 elsewhere; one without a label is all 0.
  Variable const& labels() const { return labels_; }

  /// What the discriminator gives for the two batches (see Scored), as far as it has it and this step has computed it.
  Variable real_score() const { return joint_.score ? of_real(&Output::score) : score_of(real_output_); }
  Variable fake_score() const { return joint_.score ? of_fake(&Output::score) : score_of(fake_output_); }
  Variable real_deviation() const { return of_real(&Output::deviation); }
  Variable fake_deviation() const { return of_fake(&Output::deviation); }
  Variable real_code() const { return of_real(&Output::code); }
  Variable fake_code() const { return of_fake(&Output::code); }
  Variable real_features() const { return of_real(&Output::features); }
  Variable fake_features() const { return of_fake(&Output::features); }
  Variable real_guess() const { return of_real(&Output::guess); }
  Variable fake_guess() const { return of_fake(&Output::guess); }

  /// The discriminator's scores {n, 1} of x, in training mode.
  template <Operand X> Variable discriminator(X const& x) {
    static_assert(!std::is_same_v<typename M::gan_type::discriminator_type::score, Posterior>,
                  "a step gives the scores of samples one by one, but this discriminator gives posteriors");
    return score_of(discriminator_output(x, false));
  }
  /// The values of x as a variable that gradients can be asked for.
  template <Operand X> Variable differentiable(X const& x) { return variable<Variable::order>(evaluate(x).value()); }

  /// One uniform draw from [0, 1) for each sample: {n, 1, ...} in the rank of the batch.
  Variable uniform_per_sample() { return uniform_draws(detail::per_sample(real_ ? real_.shape() : fake_.shape())); }
  /// Uniform draws from [0, 1) in this shape; every call of a step gives others. The first dimension counts samples, also those of a
  /// batch that ranks share.
  Variable uniform_draws(Shape const& shape) {
    return constant<Variable::order>(uniform<T>(model_.context(), shape, draw_key(Stream::penalty), T(0), T(1), rows()));
  }
  /// Standard normal draws in this shape; every call of a step gives others.
  Variable normal_draws(Shape const& shape) {
    return constant<Variable::order>(normal<T>(model_.context(), shape, draw_key(Stream::instance_noise), T(0), T(1), rows()));
  }

  /// Generator steps done so far, and their part of the whole training in [0, 1] (0 where its length is not known).
  std::int64_t iteration() const {
    if (!kind_known_) model_.context().depends_on_host("a policy asks a step for its number");
    return iteration_;
  }
  double progress() const {
    model_.context().depends_on_host("a policy asks a step for the progress of the training");
    return progress_;
  }
  /// The discriminator is trained alone, before the first generator step.
  bool warms_up() const { return warms_up_; }
  M& model() { return model_; }

  // Set and read by the training step itself.
  void set_warm_up() { warms_up_ = true; }
  void set_kind_known(bool known) { kind_known_ = known; }
  std::int64_t number() const { return iteration_; }
  double part_done() const { return progress_; }
  void set_real(Variable x) { real_ = std::move(x); }
  void set_fake(Variable x) { fake_ = std::move(x); }
  void set_latent(Variable z) { latent_ = std::move(z); }
  void set_labels(Variable y) { labels_ = std::move(y); }
  void set_outputs(Output real, Output fake) { real_output_ = std::move(real), fake_output_ = std::move(fake), joint_ = {}; }
  Output const& real_output() const { return real_output_; }
  Output const& fake_output() const { return fake_output_; }
  /// Of both batches in one, the real samples first. Its energies are evaluated here: two halves of scores cost less than two of
  /// reconstructions, whose gradients a sweep would put together again.
  void set_joint_output(Output y) {
    y.score = score_of(y);
    joint_ = std::move(y), real_output_ = {}, fake_output_ = {};
  }
  template <Operand X> Output discriminator_output(X const& x, bool updates_state) {
    PassMode mode{true, updates_state, draw_key(Stream::dropout), 0, updated_};
    updated_ = updated_ || updates_state;
    using D = typename M::gan_type::discriminator_type;
    if constexpr (classes_of<D> != 0) {
      Variable const seen = model_.gan().discriminator.with_classes(x, labels_);
      return as_scored<Variable, typename D::score>(model_.discriminator()(seen, mode), false);
    } else if constexpr (is_masked<D>) {
      Variable const seen = model_.gan().discriminator.with_masks(Variable(evaluate(x)), latent_);
      return as_scored<Variable, typename D::score>(model_.discriminator()(seen, mode), false);
    } else return as_scored<Variable, typename D::score>(model_.discriminator()(x, mode), false);
  }
  random::Key random_key(Stream stream) const { return random::key(model_.seed(), stream, draw_step_); }

 private:
  Rows const& rows() const { return model_.context().rows(); }
  /// Draws of one step must differ from each other, so each call moves to a stream of its own.
  random::Key draw_key(Stream stream) {
    random::Key key = random_key(stream);
    key.stream += 0x100u * ++draws_;
    return key;
  }

  Variable of_real(Variable Output::*what) const {
    return joint_.*what ? Variable(slice(joint_.*what, 0, 0, real_.shape()[0])) : real_output_.*what;
  }
  Variable of_fake(Variable Output::*what) const {
    std::int64_t const n = real_ ? real_.shape()[0] : 0;
    return joint_.*what ? Variable(slice(joint_.*what, 0, n, n + fake_.shape()[0])) : fake_output_.*what;
  }

  M& model_;
  std::int64_t iteration_;
  double progress_;
  std::uint32_t draw_step_, draws_ = 0;
  bool updated_ = false;  // a pass has updated the discriminator's state
  bool warms_up_ = false;
  bool kind_known_ = false;  // whoever asks for the number has said what follows from it
  Variable real_, fake_, latent_, labels_;
  Output real_output_, fake_output_, joint_;
};

}  // namespace gan
