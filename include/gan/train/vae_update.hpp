#pragma once
#include <gan/model/vae.hpp>
#include <gan/nn/joint_backward.hpp>
#include <gan/train/update.hpp>

namespace gan {

namespace detail {
/// What only a discriminator would have: an option that nothing reads is an error.
template <class Options> void require_no_discriminator(Options const& options) {
  require<OptionError>(
      options.discriminator_steps == 1 && options.discriminator_warm_up == 0 && !options.simultaneous,
      "an auto-encoder has no discriminator: leave discriminator_steps at 1, discriminator_warm_up at 0 and simultaneous off");
  require<OptionError>(
      field_text(options.discriminator) == field_text(Options{}.discriminator),
      "an auto-encoder has no discriminator: set `generator`, whose optimiser moves the encoder and the decoder");
}
}  // namespace detail

/// The update of an auto-encoder: one objective, one backward sweep through decoder and encoder, one optimiser step of both, with the
/// options' `generator`.
///   Vae          E_q[-log p(x|z)] + KL(q(z|x) || N(0, I)), z one draw per sample; terms "reconstruction" and "divergence"
///   Autoencoder  "reconstruction" alone
template <class M>
requires detail::EncodesAndDecodes<typename M::gan_type>
class Updates<M> {
 public:
  using T = typename M::value_type;
  using Device = typename M::device_type;
  using Variable = typename M::Variable;
  /// One update is all of a training step.
  static constexpr bool one_update = true;

  Updates(M& model, TrainingOptions const& options)
      : model_(&model),
        encoder_(model.context(), options.generator, model.encoder().parameters().values()),
        decoder_(model.context(), options.generator, model.generator().parameters().values()) {
    detail::require_no_discriminator(options);
  }

  /// One update on `real`; the draws are those of `draw_step`.
  void update(std::int64_t iteration, std::uint32_t draw_step, Tensor<T, Device> const& real, double rate_factor) {
    gradients(real, draw_step);
    auto const& encoder = model_->encoder();
    auto const& decoder = model_->generator();
    for (auto const& gradients : {encoder.gradients(), decoder.gradients()})
      detail::average_gradients(model_->context(), gradients);
    detail::average_terms(model_->context(), terms_);
    detail::guard_update(model_->context(), iteration, "auto-encoder", terms_, {encoder.gradients(), decoder.gradients()},
                         {encoder_.poison(), decoder_.poison()});
    encoder_.step(encoder.parameters().values(), encoder.gradients(), rate_factor);
    decoder_.step(decoder.parameters().values(), decoder.gradients(), rate_factor);
  }

  std::array<Objective<T, Device>, 1> objectives() const { return {{{"auto-encoder", &terms_}}}; }
  /// Calls f(name, network, optimiser) for all that an optimiser moves.
  template <class F> void for_optimizers(F const& f) {
    f("encoder", model_->encoder(), encoder_);
    f("decoder", model_->generator(), decoder_);
  }

 private:
  using Composition = typename M::gan_type;

  void gradients(Tensor<T, Device> const& real, std::uint32_t draw_step) {
    auto key = [&](Stream stream) { return random::key(model_->seed(), stream, draw_step); };
    Variable const x = constant<1>(real);
    auto const code = model_->encoded(x, {true, true, key(Stream::dropout)});
    Variable z = code.mean;
    if constexpr (Composition::variational)
      z = reparameterise(code.mean, code.log_variance, constant<1>(model_->noise(real.shape()[0], key(Stream::latent))));
    auto const decoded = evaluate(model_->generator()(z, {true, true, key(Stream::mask)}));
    terms_.clear();
    objective_.clear();
    add("reconstruction", mean(negative_log_likelihood(model_->composition().likelihood, x, decoded)));
    if constexpr (Composition::variational) add("divergence", mean(gaussian_kl(code.mean, code.log_variance)));
    backward_jointly(objective_, model_->encoder(), model_->generator());
    objective_.clear();
  }
  void add(char const* name, Variable const& term) {
    terms_.push_back({name, term.value()});
    objective_.push_back(term);
  }

  M* model_;
  OptimizerState<T, Device> encoder_, decoder_;
  std::vector<Term<T, Device>> terms_;
  std::vector<Variable> objective_;
};

}  // namespace gan
