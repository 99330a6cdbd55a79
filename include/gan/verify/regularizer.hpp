#pragma once
#include <gan/verify/checked_step.hpp>
#include <gan/verify/smooth_networks.hpp>

namespace gan::detail {

/// Checks what a regularizer does to small smooth networks in double: its terms as functions of the parameters, its inputs, and what
/// it does to gradients and parameters.
template <class R, class Device> class RegularizerCheck {
  using Loss = LossBeside<R>;
  using Composition = Gan<Coded<SmoothGenerator>, SmoothDiscriminator<typename Loss::score>, Loss, R>;
  using Sample = Vector<3>;
  using M = Model<Composition, Sample, Device, double>;
  using V = typename Step<M>::Variable;
  using Values = Tensor<double, Device>;

 public:
  RegularizerCheck(Device device, R const& regularizer, VerifyReport& report)
      : model_(Composition({{}, codes()}, {codes()}, {}, regularizer), Sample{}, device, Seed{2}), report_(report) {
    draw_samples(0);
    std::vector<double> labels(64 * 3, 0);
    for (std::size_t i = 0; i < 64; ++i)
      if (i % 4 != 3) labels[3 * i + i % 3] = 1;  // one of four has none
    labels_ = from_host(model_.context(), Shape{64, 3}, labels);
  }

  void run() {
    if constexpr (HasDiscriminatorInput<R>) inputs();
    if constexpr (HasDiscriminatorTerm<R>)
      term("discriminator_term", model_.discriminator(), [this](CheckedBatch const& b) { return discriminator_term(b); });
    if constexpr (HasGeneratorTerm<R>)
      term("generator_term", model_.generator(), [this](CheckedBatch const& b) { return generator_term(b); });
    if constexpr (HasBeforeUpdate<R>) {
      change("before_update", model_.discriminator().gradients(),
             [this] { regularizer().before_update(model_.discriminator().gradients()); });
      report_.checks.push_back("before_update leaves gradients finite, large ones and 0 too");
    }
    if constexpr (HasAfterDiscriminatorUpdate<R>)
      change("after_discriminator_update", model_.discriminator().parameters().values(),
             [this] { regularizer().after_discriminator_update(model_.discriminator().parameters()); });
    if constexpr (HasAfterGeneratorUpdate<R>)
      change("after_generator_update", model_.generator().parameters().values(),
             [this] { regularizer().after_generator_update(model_.generator().parameters()); });
    if constexpr (HasAfterDiscriminatorUpdate<R> || HasAfterGeneratorUpdate<R>)
      report_.checks.push_back("what follows an update leaves parameters finite, large ones and 0 too");
    if constexpr (requires { requires R::idempotent; }) report_.checks.push_back("done twice it changes what it does once");
    if constexpr (is_mixing_batches<R>) report_.checks.push_back("real and generated samples share a batch");
  }

 private:
  static Codes codes() { return {.categorical = {3}, .continuous = 1}; }
  R const& regularizer() { return std::get<0>(model_.gan().regularizers); }

  void draw_samples(std::uint32_t attempt) {
    real_ = normal<double>(model_.context(), Sample::shape(64), random::key(Seed{21}, Stream::check, attempt), 0, 1);
    latent_ = model_.noise(64, random::key(Seed{22}, Stream::check, attempt));
  }
  V through_input(CheckedStep<M>& step, V const& x) {
    if constexpr (HasDiscriminatorInput<R>) return V(evaluate(regularizer().discriminator_input(x, step)));
    else return x;
  }
  void fill_batches(CheckedStep<M>& step) {
    step.set_real(constant<V::order>(step.chosen(real_)));
    step.set_labels(constant<V::order>(step.chosen(labels_)));
    step.set_latent(constant<V::order>(step.chosen(latent_)));
    auto const z = constant<M::generator_order>(step.latent().value());
    step.set_fake(V(evaluate(model_.generator()(z, {true, false}))));
  }
  V discriminator_term(CheckedBatch const& batch) {
    CheckedStep<M> step(model_, batch);
    {
      NoRecording<Device> off(model_.context());
      fill_batches(step);
    }
    V const x = through_input(step, step.real()), y = through_input(step, step.fake());
    if constexpr (Composition::joint_batches) step.set_joint_output(step.discriminator_output(V(concatenate(0, x, y)), false));
    else {
      auto real = step.discriminator_output(x, false);
      step.set_outputs(std::move(real), step.discriminator_output(y, false));
    }
    return V(evaluate(regularizer().discriminator_term(step)));
  }
  V generator_term(CheckedBatch const& batch) {
    CheckedStep<M> step(model_, batch);
    fill_batches(step);
    typename Step<M>::Output real;
    {
      NoRecording<Device> off(model_.context());
      real = step.discriminator_output(through_input(step, step.real()), false);
    }
    step.set_outputs(std::move(real), step.discriminator_output(through_input(step, step.fake()), false));
    return V(evaluate(regularizer().generator_term(step)));
  }

  /// A term as a function of its network's parameters, in batches of 1, 4 and 64, at the start, the middle and the end of a training.
  template <class Network, class Of> void term(std::string const& name, Network& network, Of const& of) {
    auto value = [&](CheckedBatch const& batch, std::string const& quantity) {
      V const y = of(batch);
      require<CheckFailed>(y.value().count() == 1, quantity, " has the shape ", y.shape(), ", but a term is one number");
      double const found = y.item();
      require_finite(quantity, {found});
      return found;
    };
    for (double progress : {0.0, 0.5, 1.0})
      for (std::int64_t n : checked_batches) {
        std::string const quantity = sentence(name, " of batches of ", n, " at progress ", progress);
        double const found = value({in_order(n), progress}, quantity);
        if (n <= 4 || progress == 0) {
          check_off_kinks("", [&](std::uint32_t attempt) {
            draw_samples(attempt);
            gradient(quantity, network, [&] { return of({in_order(n), progress}); });
          });
          draw_samples(0);
        }
        require_near(quantity + " in another order", value({shuffled(n), progress}, quantity), found, "the first order");
        if constexpr (!requires { requires R::compares_samples; }) {
          std::vector<std::int64_t> again;
          for (std::int64_t i = 0; i < 64; ++i) again.push_back(i % n);
          std::string const repeated = sentence(name, " of batches of 64, made of ", n, " samples each again and again");
          require_near(repeated, value({again, progress}, repeated), found,
                       sentence("a batch of ", n, " of them (a term that compares samples of a batch says compares_samples)"));
        }
        if constexpr (requires { requires R::scale_invariant; })
          require_near(quantity + " after a scale of each sample's code and features",
                       value({in_order(n), progress, true}, quantity), found, "the stated invariance");
      }
    flat(name, network, of);
    report_.checks.push_back(name + ": its gradient by the parameters, any order of the samples, batches of 1, 4 and 64" +
                             (requires { requires R::compares_samples; } ? ", whose samples it compares" : " that agree") +
                             ", finite where all parameters are 0");
    if constexpr (requires { requires R::scale_invariant; })
      report_.checks.push_back(name + " does not change with the scale of any sample's code and features");
  }

  template <class Network, class Of> void gradient(std::string const& quantity, Network& network, Of const& of) {
    network.backward(std::vector<V>{of()});
    auto const& parameters = network.parameters();
    auto const exact = to_host(network.gradients());
    require_finite("the gradient of " + quantity, exact);
    auto point = to_host(parameters.values());
    for (auto const& entry : parameters.entries())
      for (std::int64_t e = 0; e < entry.shape.count(); ++e) {
        auto const at = static_cast<std::size_t>(entry.begin + e);
        double const centre = point[at];
        double best = 0, error = -1;
        for (double step : {1e-4, 1e-5, 1e-6}) {
          double const h = step * (1 + std::abs(centre));
          auto moved = [&](double to) {
            point[at] = to;
            set(parameters.values(), point);
            return of().item();
          };
          double const above = moved(centre + h), numeric = (above - moved(centre - h)) / (2 * h);
          double const now = std::abs(exact[at] - numeric) / (1 + std::abs(numeric));
          if (error < 0 || now < error) error = now, best = numeric;
        }
        point[at] = centre;
        set(parameters.values(), point);
        require<CheckFailed>(error <= 1e-6, "the gradient of ", quantity, " by '", entry.name, "', element ", e, ", is ",
                             exact[at], ", but central differences give ", best);
      }
  }

  /// Where every parameter is 0, scores, codes and slopes are: no root or quotient may turn that into no number.
  template <class Network, class Of> void flat(std::string const& name, Network& network, Of const& of) {
    auto const discriminator = model_.discriminator().parameters().values();
    auto const before = to_host(discriminator);
    set(discriminator, std::vector<double>(before.size(), 0));
    V const y = of({in_order(4)});
    require_finite(name + " where all parameters of the discriminator are 0", {y.item()});
    network.backward(std::vector<V>{y});
    require_finite("the gradient of " + name + " where all parameters of the discriminator are 0",
                   to_host(network.gradients()));
    set(discriminator, before);
  }

  /// What the discriminator's inputs pass through.
  void inputs() {
    for (double progress : {0.0, 0.5, 1.0})
      for (std::int64_t n : checked_batches) {
        std::string const quantity = sentence("discriminator_input of batches of ", n, " at progress ", progress);
        auto pass = [&](CheckedBatch const& batch, auto const& change) {
          CheckedStep<M> step(model_, batch);
          fill_batches(step);
          V const x = change(step.chosen(real_)), y = through_input(step, x);
          require<CheckFailed>(y.shape() == x.shape(), quantity, " has the shape ", y.shape(), ", but its input ", x.shape());
          return y;
        };
        auto const as_is = [](Values const& x) { return constant<V::order>(x); };
        CheckedBatch const batch{in_order(n), progress}, other{shuffled(n), progress};
        auto const found = to_host(pass(batch, as_is).value());
        require_finite(quantity, found);
        require_near(quantity + " in another order", to_host(pass(other, as_is).value()),
                     rows_of(found, Sample::size, other.who), "the first order");
        if (n == 4) input_gradient(quantity, [&](auto const& x) { return pass(batch, [&](Values const&) { return x; }); });
      }
    report_.checks.push_back("discriminator_input keeps the shape, its gradient, any order of the samples");
  }
  template <class Of> void input_gradient(std::string const& quantity, Of const& of) {
    auto& context = model_.context();
    auto const weights = normal<double>(context, Sample::shape(4), random::key(Seed{23}, Stream::check), 0, 1);
    auto value = [&](V const& x) { return V(sum(of(x) * constant<V::order>(weights))); };
    auto const x = normal<double>(context, Sample::shape(4), random::key(Seed{24}, Stream::check), 0, 1);
    V const at = variable<V::order>(x);
    auto const exact = to_host(grad(value(at), at).value());
    auto point = to_host(x);
    for (std::size_t e = 0; e < point.size(); ++e) {
      double const centre = point[e], h = 1e-5;
      auto moved = [&](double to) {
        point[e] = to;
        return value(constant<V::order>(from_host(context, x.shape(), point))).item();
      };
      double const above = moved(centre + h), numeric = (above - moved(centre - h)) / (2 * h);
      point[e] = centre;
      require_near(sentence("the gradient of ", quantity, ", element ", e), exact[e], numeric, "the central difference", 1e-6);
    }
  }

  /// A change in place of gradients or parameters: finite for drawn, large and zero values; done twice it does no more than once.
  template <class Change> void change(std::string const& name, Values const& values, Change const& apply_it) {
    auto const before = to_host(values);
    auto const drawn = to_host(normal<double>(model_.context(), values.shape(), random::key(Seed{25}, Stream::check), 0, 1));
    for (double size : {0.0, 1e-6, 1.0, 1e6}) {
      std::vector<double> start = drawn;
      for (double& one : start) one *= size;
      set(values, start);
      apply_it();
      auto const once = to_host(values);
      require_finite(sentence(name, " of values of the size ", size), once);
      if constexpr (requires { requires R::idempotent; }) {
        apply_it();
        require_near(sentence(name, " of values of the size ", size, ", done twice"), to_host(values), once, "doing it once");
      }
    }
    set(values, before);
  }

  void set(Values const& to, std::vector<double> const& values) {
    copy_from_host(model_.context(), values.data(), to.data(), to.count());
  }

  M model_;
  VerifyReport& report_;
  Values real_, latent_, labels_;
};

template <class R, class Device> void check_regularizer(Device device, R const& regularizer, VerifyReport& report) {
  RegularizerCheck<R, Device>(device, regularizer, report).run();
}

}  // namespace gan::detail
