#pragma once
#include <gan/model/inference.hpp>
#include <gan/train/update.hpp>

namespace gan {

/// The update of an inference network: as many pairs (G(z), z) as the batch has samples, E|E(G(z)) - z|^2, and one step of the encoder
/// by the options' `generator`. No real sample has a part in it: the data set says how many samples an epoch has, and nothing else.
template <class M>
requires detail::Infers<typename M::gan_type>
class Updates<M> {
 public:
  using T = typename M::value_type;
  using Device = typename M::device_type;
  using Variable = typename M::Variable;
  static constexpr bool one_update = true;

  Updates(M& model, TrainingOptions const& options)
      : model_(&model), optimizer_(model.context(), options.generator, model.encoder().parameters().values()) {
    require<OptionError>(
        options.discriminator_steps == 1 && options.discriminator_warm_up == 0 && !options.simultaneous,
        "an inference network has no discriminator: leave discriminator_steps at 1, discriminator_warm_up at 0 "
        "and simultaneous off");
    require<OptionError>(field_text(options.discriminator) == field_text(TrainingOptions{}.discriminator),
                         "an inference network has no discriminator: set `generator`, whose optimiser moves the encoder");
  }

  void update(std::int64_t iteration, std::uint32_t draw_step, Tensor<T, Device> const& real, double rate_factor) {
    if (!std::exchange(begun_, true)) model_->require_generator();
    auto key = [&](Stream stream) { return random::key(model_->seed(), stream, draw_step); };
    auto const z = model_->noise(real.shape()[0], key(Stream::latent));
    auto const samples = model_->generate_from(z);
    auto const code = model_->inferred(constant<1>(samples), {true, true, key(Stream::dropout)});
    Variable const cost = mean(sum_per_sample(square(code - constant<1>(z))));
    terms_ = {{"squared error", cost.value()}};
    auto& encoder = model_->encoder();
    encoder.backward(std::vector{cost});
    detail::average_gradients(model_->context(), encoder.gradients());
    detail::average_terms(model_->context(), terms_);
    detail::guard_update(model_->context(), iteration, "inference network", terms_, {encoder.gradients()},
                         {optimizer_.poison()});
    optimizer_.step(encoder.parameters().values(), encoder.gradients(), rate_factor);
  }

  std::array<Objective<T, Device>, 1> objectives() const { return {{{"inference network", &terms_}}}; }
  template <class F> void for_optimizers(F const& f) { f("encoder", model_->encoder(), optimizer_); }

 private:
  M* model_;
  OptimizerState<T, Device> optimizer_;
  std::vector<Term<T, Device>> terms_;
  bool begun_ = false;
};

}  // namespace gan
