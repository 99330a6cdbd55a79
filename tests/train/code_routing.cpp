/// Which gradients of InfoGAN and ss-InfoGAN reach which parameters.
#include "code_networks.hpp"

using namespace gan;
using namespace coding;

TEST_CASE("routing - which terms reach which parameters in a discriminator's step") {
  MutualInformation const mi{.categorical_weight = .7f, .continuous_weight = .3f};
  SemiSupervisedInformation const ssi{};
  enum Reached { zero, as_gan, other };
  struct Row {
    char const* source;
    Gradients got;
    Reached trunk, label, others;
  };
  auto table = [&](CodeRouting routing, Reached trunk) {
    auto const head = labelled_head(routing);
    Gan const both{generator, head, NonSaturating{}, mi, ssi};
    Gan const labels{generator, head, NonSaturating{}, ssi};
    auto const gan_only = gradients_in_steps(Gan{generator, head, NonSaturating{}}).discriminator;
    CHECK((is_zero_(gan_only.at("guess.label")) && is_zero_(gan_only.at("guess.others"))));
    using enum Labelled;
    Row const rows[] = {
        {"InfoGAN", gradients_in_steps(Gan{generator, head, NonSaturating{}, mi}).discriminator, trunk, other, other},
        {"ss-InfoGAN, labelled", gradients_in_steps(both, some).discriminator, trunk, other, other},
        {"ss-InfoGAN, unlabelled: Q_ss gets nothing", gradients_in_steps(both, not_here).discriminator, trunk, zero, other},
        {"ss-InfoGAN, no labels exist: Q_ss learns from generated samples", gradients_in_steps(both, none_exist).discriminator,
         trunk, other, other},
        {"labels alone, labelled", gradients_in_steps(labels, some).discriminator, trunk, other, zero},
        {"labels alone, unlabelled", gradients_in_steps(labels, not_here).discriminator, as_gan, zero, zero},
        {"labels alone, no labels exist", gradients_in_steps(labels, none_exist).discriminator, trunk, other, zero},
    };
    for (auto const& row : rows) {
      INFO(row.source << (routing == head_only ? ", head only" : ", trunk and head"));
      CHECK(row.got.at("head") == gan_only.at("head"));
      CHECK((row.got.at("trunk") == gan_only.at("trunk")) == (row.trunk == as_gan));
      CHECK(is_zero_(row.got.at("guess.label")) == (row.label == zero));
      CHECK(is_zero_(row.got.at("guess.others")) == (row.others == zero));
    }
    // On a labelled batch Q_ss learns from the labels alone.
    CHECK(rows[1].got.at("guess.label") == rows[4].got.at("guess.label"));
  };
  table(trunk_and_head, other);
  table(head_only, as_gan);

  // A CodeHead, with both deviations: the head's gradient is the same in both routings.
  for (CodeDeviation deviation : {CodeDeviation{FixedDeviation{}}, CodeDeviation{FlooredDeviation{}}}) {
    auto with = [&](CodeRouting routing) {
      return gradients_in_steps(Gan{generator, code_head(routing, deviation), NonSaturating{}, mi}).discriminator;
    };
    auto const without = gradients_in_steps(Gan{generator, code_head(head_only, deviation), NonSaturating{}}).discriminator;
    auto const cut = with(head_only), whole = with(trunk_and_head);
    CHECK(is_zero_(without.at("guess")));
    CHECK(!is_zero_(cut.at("guess")));
    CHECK(distance(cut.at("guess"), whole.at("guess")) == 0);
    CHECK(cut.at("trunk") == without.at("trunk"));
    CHECK(whole.at("trunk") != without.at("trunk"));
    CHECK(cut.at("head") == whole.at("head"));
  }
}

TEST_CASE("routing - batch norm changes nothing in it, and neither do mixed batches") {
  auto check = [](auto... more) {
    auto with = [&](CodeRouting routing, auto... terms) {
      return gradients_in_steps(Gan{generator, LabelledCodeHead{NormalisedD{}, codes, routing, CodeDeviation{}, 6, .1f, loud},
                                    NonSaturating{}, terms..., more...},
                                Labelled::some);
    };
    auto const gan_only = with(head_only), cut = with(head_only, MutualInformation{}, SemiSupervisedInformation{}),
               whole = with(trunk_and_head, MutualInformation{}, SemiSupervisedInformation{});
    CHECK(cut.discriminator.at("trunk") == gan_only.discriminator.at("trunk"));
    CHECK(whole.discriminator.at("trunk") != gan_only.discriminator.at("trunk"));
    CHECK(distance(whole.discriminator.at("guess.others"), cut.discriminator.at("guess.others")) == 0);
    CHECK(!is_zero_(cut.discriminator.at("guess.others")));
    CHECK(distance(whole.generator.at("0"), cut.generator.at("0")) == 0);
    CHECK(cut.generator.at("0") != gan_only.generator.at("0"));
  };
  check();
  check(MixedBatches{});
}

TEST_CASE("a generator's step moves neither trunk nor heads, and a discriminator's step no generator") {
  Model model{Gan{generator, labelled_head(trunk_and_head), NonSaturating{}, MutualInformation{}, SemiSupervisedInformation{}},
              Vector<2>{}, Cpu{}, Seed{3}, double{}};
  using M = decltype(model);
  Updates<M> updates(model, {.generator = Sgd{}, .discriminator = Sgd{}});
  updates.set_labels(from_host(model.context(), {6, 3}, some_labels));
  auto g = [&] { return to_host(model.generator().parameters().values()); };
  auto d = [&] { return to_host(model.discriminator().parameters().values()); };
  auto const g0 = g(), d0 = d();
  Step<M> first(model, 0, 0, 0), second(model, 0, 0, 1);
  updates.discriminate(first, from_host(model.context(), {6, 2}, real_points), 1);
  CHECK(g() == g0);
  CHECK(d() != d0);
  auto const d1 = d();
  updates.generate(second, 6, 1);
  CHECK(g() != g0);
  CHECK(d() == d1);
}
