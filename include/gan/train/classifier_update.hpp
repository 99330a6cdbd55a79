#pragma once
#include <gan/model/classifier.hpp>
#include <gan/train/update.hpp>

namespace gan {

/// The update of a classifier: the cross entropy of a labelled batch and one step of the options' `discriminator`.
template <class M>
requires detail::Classifies<typename M::gan_type>
class Updates<M> {
 public:
  using T = typename M::value_type;
  using Device = typename M::device_type;
  using Variable = typename M::Variable;
  static constexpr bool one_update = true;

  Updates(M& model, TrainingOptions const& options)
      : model_(&model), optimizer_(model.context(), options.discriminator, model.network().parameters().values()) {
    require<OptionError>(
        options.discriminator_steps == 1 && options.discriminator_warm_up == 0 && !options.simultaneous,
        "a classifier has no generator: leave discriminator_steps at 1, discriminator_warm_up at 0 and simultaneous off");
  }

  /// The classes of the next batch, as rows with a 1 at the class.
  void set_labels(Tensor<T, Device> labels) { labels_ = std::move(labels); }
  void update(std::int64_t iteration, std::uint32_t draw_step, Tensor<T, Device> const& real, double rate_factor) {
    require<OptionError>(static_cast<bool>(labels_), "a classifier learns from labels, but no sample of the data set has one");
    auto& network = model_->network();
    bool const trains = model_->composition().trains_trunk;  // a trunk that is held is evaluated as it was left
    auto const y = model_->output(constant<1>(real), {trains, trains, random::key(model_->seed(), Stream::dropout, draw_step)});
    Variable const cost = mean(categorical_nll(y.score, constant<1>(labels_)));
    terms_ = {{"cross entropy", cost.value()}};
    network.backward(std::vector{cost});
    detail::average_gradients(model_->context(), network.gradients());
    detail::average_terms(model_->context(), terms_);
    detail::guard_update(model_->context(), iteration, "classifier", terms_, {network.gradients()}, {optimizer_.poison()});
    optimizer_.step(network.parameters().values(), network.gradients(), rate_factor);
  }

  std::array<Objective<T, Device>, 1> objectives() const { return {{{"classifier", &terms_}}}; }
  template <class F> void for_optimizers(F const& f) { f("classifier", model_->network(), optimizer_); }

 private:
  M* model_;
  OptimizerState<T, Device> optimizer_;
  std::vector<Term<T, Device>> terms_;
  Tensor<T, Device> labels_;
};

}  // namespace gan
