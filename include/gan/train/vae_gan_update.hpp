#pragma once
#include <gan/model/vae_gan.hpp>
#include <gan/train/update.hpp>

namespace gan {

/// The update of a VaeGan: one forward pass, then each network's gradient of its own objective at the old parameters, then the updates.
/// A network moves by its own objective alone because a sweep ends at the parameters of one network; f(x) is a constant besides.
/// Encoder and decoder move by the options' `generator`, the discriminator by its `discriminator`.
template <class M>
requires detail::ComparesByFeatures<typename M::gan_type>
class Updates<M> {
 public:
  using T = typename M::value_type;
  using Device = typename M::device_type;
  using Variable = typename M::Variable;
  static constexpr bool one_update = true;

  Updates(M& model, TrainingOptions const& options)
      : model_(&model),
        encoder_(model.context(), options.generator, model.encoder().parameters().values()),
        decoder_(model.context(), options.generator, model.generator().parameters().values()),
        discriminator_(model.context(), options.discriminator, model.discriminator().parameters().values()) {
    require<OptionError>(
        options.discriminator_steps == 1 && options.discriminator_warm_up == 0 && !options.simultaneous,
        "a VaeGan updates its three networks from one pass: leave discriminator_steps at 1, discriminator_warm_up "
        "at 0 and simultaneous off");
  }

  /// One update of each network on `real`; the draws are those of `draw_step`.
  void update(std::int64_t iteration, std::uint32_t draw_step, Tensor<T, Device> const& real, double rate_factor) {
    forward(real, draw_step);
    for (auto* part : {&encoder_part_, &decoder_part_, &discriminator_part_})
      detail::average_terms(model_->context(), part->terms);
    auto const moves = gate();
    model_->encoder().backward(encoder_part_.objective);
    if (moves.decoder) model_->generator().backward(decoder_part_.objective);
    if (moves.discriminator) model_->discriminator().backward(discriminator_part_.objective);
    for (auto* part : {&encoder_part_, &decoder_part_, &discriminator_part_}) part->objective.clear();

    guard(iteration, "encoder", encoder_part_, model_->encoder(),
          {encoder_.poison(), decoder_.poison(), discriminator_.poison()});
    if (moves.decoder)
      guard(iteration, "decoder", decoder_part_, model_->generator(),
            {decoder_.poison(), encoder_.poison(), discriminator_.poison()});
    if (moves.discriminator)
      guard(iteration, "discriminator", discriminator_part_, model_->discriminator(),
            {discriminator_.poison(), encoder_.poison(), decoder_.poison()});
    step(encoder_, model_->encoder(), rate_factor);
    if (moves.decoder) step(decoder_, model_->generator(), rate_factor);
    if (moves.discriminator) step(discriminator_, model_->discriminator(), rate_factor);
  }

  std::array<Objective<T, Device>, 3> objectives() const {
    return {
        {{"discriminator", &discriminator_part_.terms}, {"decoder", &decoder_part_.terms}, {"encoder", &encoder_part_.terms}}};
  }
  template <class F> void for_optimizers(F const& f) {
    f("encoder", model_->encoder(), encoder_);
    f("decoder", model_->generator(), decoder_);
    f("discriminator", model_->discriminator(), discriminator_);
  }

 private:
  /// What one network minimises: the terms as numbers, and as what a sweep starts from.
  struct Part {
    std::vector<Term<T, Device>> terms;
    std::vector<Variable> objective;

    void add(char const* name, Variable const& term) {
      terms.push_back({name, term.value()});
      objective.push_back(term);
    }
    void clear() { terms.clear(), objective.clear(); }
  };

  void forward(Tensor<T, Device> const& real, std::uint32_t draw_step) {
    for (auto* part : {&encoder_part_, &decoder_part_, &discriminator_part_}) part->clear();
    auto const& composition = model_->composition();
    std::int64_t const n = real.shape()[0];
    // Every pass has draws of its own.
    auto key = [&](Stream stream, std::uint32_t pass) {
      random::Key k = random::key(model_->seed(), stream, draw_step);
      k.stream += 0x100u * pass;
      return k;
    };
    auto mode = [&](Stream stream, std::uint32_t pass, bool repeats) {
      return PassMode{true, true, key(stream, pass), 0, repeats};
    };

    Variable const x = constant<1>(real);
    auto const code = model_->encoded(x, mode(Stream::dropout, 0, false));
    Variable const z = reparameterise(code.mean, code.log_variance, constant<1>(model_->noise(n, key(Stream::latent, 0))));
    Variable const reconstructed(evaluate(model_->generator()(z, mode(Stream::mask, 0, false))));
    Variable const prior = constant<1>(model_->noise(n, key(Stream::latent, 1)));
    Variable const generated(evaluate(model_->generator()(prior, mode(Stream::mask, 1, true))));
    auto const of_real = model_->scored(x, mode(Stream::dropout, 1, false));
    auto const of_rec = model_->scored(reconstructed, mode(Stream::dropout, 2, true));
    auto const of_gen = model_->scored(generated, mode(Stream::dropout, 3, true));

    auto const& loss = composition.loss;
    Variable const similarity = mean(learned_similarity(of_real.features, of_rec.features));
    encoder_part_.add("divergence", mean(gaussian_kl(code.mean, code.log_variance)));
    encoder_part_.add("similarity", similarity);
    decoder_part_.add("similarity", composition.similarity.weight * similarity);
    decoder_part_.add("reconstructed", generator_term(loss, of_rec.score));
    decoder_part_.add("generated", generator_term(loss, of_gen.score));
    discriminator_part_.add("real", real_term(loss, of_real.score));
    discriminator_part_.add("reconstructed", fake_term(loss, of_rec.score));
    discriminator_part_.add("generated", fake_term(loss, of_gen.score));
  }

  BalanceGate::Moves gate() const {
    if constexpr (!M::gan_type::gated) return {true, true};
    else {
      auto const& terms = discriminator_part_.terms;
      return model_->composition().gate(static_cast<double>(to_host(terms[0].value)[0]),
                                        static_cast<double>(to_host(terms[2].value)[0]));
    }
  }

  template <class Network>
  void guard(std::int64_t iteration, char const* name, Part const& part, Network const& network,
             std::initializer_list<Tensor<T, Device>> poisons) {
    detail::average_gradients(model_->context(), network.gradients());
    detail::guard_update(model_->context(), iteration, name, part.terms, {network.gradients()}, poisons);
  }
  template <class Network> static void step(OptimizerState<T, Device>& optimizer, Network& network, double rate_factor) {
    optimizer.step(network.parameters().values(), network.gradients(), rate_factor);
  }

  M* model_;
  OptimizerState<T, Device> encoder_, decoder_, discriminator_;
  Part encoder_part_, decoder_part_, discriminator_part_;
};

}  // namespace gan
