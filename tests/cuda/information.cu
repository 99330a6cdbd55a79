/// Codes and their likelihoods on a card: the draws that the host makes, the numbers of the papers, and a training.
#include "card.hpp"

#include <gan/data/in_memory.hpp>
#include <gan/data/partly_labelled.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/model/information_bound.hpp>
#include <gan/network/coded.hpp>
#include <gan/network/labelled_code_head.hpp>
#include <gan/network/mlp.hpp>
#include <gan/regularizer/semi_supervised_information.hpp>
#include <gan/train/trainer.hpp>

using namespace gan;

TEMPLATE_TEST_CASE("the card draws the codes that the host draws", "", float, double) {
  NEEDS_A_CARD();
  using T = TestType;
  CudaContext context;
  auto const key = random::key(Seed{3}, Stream::latent, 17);
  Codes const codes{.categorical = {10, 3}, .continuous = 2};
  auto const z = to_host(draw_codes<T>(context, codes, 200, key, 5));
  auto of_kind = [&](std::uint32_t kind) {
    random::Key own = key;
    own.stream += 0x01000000u * kind;
    return own;
  };
  bool same = true;
  for (std::uint32_t i = 0; i < 200; ++i) {
    T const* row = &z[15 * i];
    int const first = static_cast<int>(random::uniform<T>(of_kind(1), 5 + i, 0) * T(10)),
              second = static_cast<int>(random::uniform<T>(of_kind(1), 5 + i, 1) * T(3));
    for (int k = 0; k < 10; ++k) same = same && row[k] == T(k == first);
    for (int k = 0; k < 3; ++k) same = same && row[10 + k] == T(k == second);
    for (std::uint32_t j = 0; j < 2; ++j) same = same && row[13 + j] == T(-1) + T(2) * random::uniform<T>(of_kind(2), 5 + i, j);
  }
  CHECK(same);
}

TEST_CASE("likelihoods of codes on the card") {
  NEEDS_A_CARD();
  CudaContext c;
  auto const logits = variable(from_host(c, {2, 3}, std::vector<double>{1, 2, .5, 0, 800, 0}));
  auto const classes = constant(from_host(c, {2, 3}, std::vector<double>{0, 1, 0, 0, 0, 1}));
  auto const nll = categorical_nll(logits, classes);
  auto const values = to_host(nll.value());
  CHECK(values[0] == Approx(.4643687841).epsilon(1e-9));
  CHECK(values[1] == Approx(800));
  auto const slope = to_host(grad(sum(nll), logits).value());
  double const total = std::exp(1) + std::exp(2) + std::exp(.5);
  CHECK(slope[1] == Approx(std::exp(2) / total - 1).epsilon(1e-12));
  CHECK(slope[4] == Approx(1));
  CHECK(slope[5] == Approx(-1));
  auto const code = constant(from_host(c, {1, 1}, std::vector<double>{.5})),
             mean = constant(from_host(c, {1, 1}, std::vector<double>{.2}));
  CHECK(Var<double, Cuda>(gaussian_nll(code, mean, .5f)).item() == Approx(.4057913526).epsilon(1e-9));
}

TEST_CASE("codes and a few labels train on the card") {
  NEEDS_A_CARD();
  std::vector<float> values;
  std::vector<int> labels;
  for (int i = 0; i < 80; ++i) {
    labels.push_back(i % 4);
    values.insert(values.end(), {std::cos(1.5708f * static_cast<float>(i)), std::sin(1.5708f * static_cast<float>(i))});
  }
  Codes const codes{.categorical = {4}, .continuous = 1};
  Model model{
      Gan{Coded{MlpGenerator{.latent = 4, .hidden = {32}}, codes}, LabelledCodeHead{MlpDiscriminator{.hidden = {32}}, codes},
          NonSaturating{}, MutualInformation{.continuous_weight = .1f}, SemiSupervisedInformation{}},
      Vector<2>{}, Cuda{}, Seed{1}};
  double const before = information_bound(model, 500);
  Adam const adam{.rate = 1e-3f, .beta1 = .5f};
  train(model, data::partly_labelled(data::in_memory<Vector<2>, 4>(values, labels), {.labelled = 8}),
        {.batch = 64, .steps = 600, .generator = adam, .discriminator = adam});
  double const after = information_bound(model, 500);
  INFO("L_I before " << before << ", after " << after);
  CHECK(after > before + .5);
}
