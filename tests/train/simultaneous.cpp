/// A simultaneous step has one batch: it is generated once, and both objectives see the same samples. By their definition such steps
/// stand in by_hand.cpp.
#include "training.hpp"

using namespace gan;
using namespace test;

namespace {
/// Counts its passes.
struct Counter {
  int* passes;
  template <class X, class P> auto operator()(X const& x, P&) const {
    ++*passes;
    return x;
  }
};
struct CountingGenerator {
  int latent = 3;
  int* passes = nullptr;
  template <class Sample> auto layers(Sample) const { return Sequential{Counter{passes}, Linear{latent, Sample::size}}; }
};
/// Makes its input in the step, with draws of its own.
struct DrawingGenerator {
  int latent = 3;
  template <class Sample> auto layers(Sample) const { return Sequential{Linear{latent, Sample::size}}; }
  template <class V, class Step> V latent_input(V const& drawn, Step& step) const {
    return drawn + step.normal_draws(drawn.shape());
  }
};
/// What the objectives see, one after the other: the discriminator's, the generator's.
struct Witness {
  std::vector<std::vector<float>>* samples;
  template <class Step> auto discriminator_term(Step& step) const { return seen(step); }
  template <class Step> auto generator_term(Step& step) const { return seen(step); }

 private:
  template <class Step> auto seen(Step& step) const {
    samples->push_back(to_host(step.fake().value()));
    samples->push_back(to_host(step.latent().value()));
    return 0.f * mean(step.fake());
  }
};

template <class G> void train_three_steps(G const& gan, bool simultaneous) {
  Model model{gan, Vector<2>{}, Cpu{}, Seed{1}};
  train(model, ring(), {.batch = 8, .steps = 3, .simultaneous = simultaneous});
}
}  // namespace

TEST_CASE("a simultaneous step generates once, steps one after the other twice") {
  int passes = 0;
  Gan const gan{CountingGenerator{.passes = &passes}, OwnDiscriminator{}, NonSaturating{}};
  train_three_steps(gan, true);
  CHECK(passes == 3);
  passes = 0;
  train_three_steps(gan, false);
  CHECK(passes == 6);
}

TEST_CASE("both objectives of a simultaneous step see the same samples, whatever a generator draws in the step") {
  auto check = [](auto const& generator, bool simultaneous) {
    std::vector<std::vector<float>> samples;
    train_three_steps(Gan{generator, OwnDiscriminator{}, NonSaturating{}, Witness{&samples}}, simultaneous);
    REQUIRE(samples.size() == 12);
    for (std::size_t i = 0; i < samples.size(); i += 4) {
      CHECK((samples[i] == samples[i + 2]) == simultaneous);      // what was generated
      CHECK((samples[i + 1] == samples[i + 3]) == simultaneous);  // and from what
      CHECK((i == 0 || samples[i] != samples[i - 4]));            // anew in every step
    }
  };
  for (bool simultaneous : {true, false}) {
    INFO((simultaneous ? "simultaneous" : "one after the other"));
    check(OwnGenerator{}, simultaneous);
    check(DrawingGenerator{}, simultaneous);
  }
}
