/// What a head thinks of samples, against the likelihood that it is trained by.
#include <gan/backend/cpu/backend.hpp>
#include <gan/data/gaussians.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/metric/code_probabilities.hpp>
#include <gan/model/model.hpp>
#include <gan/network/code_head.hpp>
#include <gan/network/coded.hpp>
#include <gan/network/mlp.hpp>
#include <gan/regularizer/mutual_information.hpp>

#include "../io/files.hpp"

using namespace gan;

TEST_CASE("probabilities of a code are what the head's likelihood says of each value") {
  Codes const codes{.categorical = {3, 2}, .continuous = 1};
  Model model{Gan{Coded{MlpGenerator{.latent = 2, .hidden = {}}, codes}, CodeHead{MlpDiscriminator{.hidden = {6}}, codes},
                  NonSaturating{}, MutualInformation{}},
              Vector<2>{}, Cpu{}, Seed{3}, 0.};
  auto const x = from_host(model.context(), Shape{4, 2}, std::vector<double>{0, 0, 3, -1, -2, 5, .5, .25});
  auto const p = metric::code_probabilities(model, "a head")(x);
  CHECK(p.name == "code probabilities of a head");
  REQUIRE((p.count() == 4 && p.size == 3));

  using V = Var<double, Cpu, decltype(model)::discriminator_order>;
  V const guess = as_scored<V, typename decltype(model)::gan_type::discriminator_type::score>(
                      model.discriminator()(constant<V::order>(x), {}))
                      .guess;
  for (int k = 0; k < 3; ++k) {
    std::vector<double> code(4 * 6);  // value k of the first code; the others weigh nothing
    for (std::size_t i = 0; i < 4; ++i) code[6 * i + static_cast<std::size_t>(k)] = 1;
    auto const nll = to_host(V(code_nll(Codes{.categorical = {3, 2}, .continuous = 1}, FixedDeviation{}, guess,
                                        constant<V::order>(from_host(model.context(), Shape{4, 6}, code)), 1, 0))
                                 .value());
    for (std::int64_t i = 0; i < 4; ++i) CHECK(p.row(i)[k] == Approx(std::exp(-nll[static_cast<std::size_t>(i)])));
  }
  CHECK(p.row(0)[0] != Approx(p.row(1)[0]));
}

TEST_CASE("a head without a categorical code has no probabilities of its values") {
  Codes const codes{.continuous = 2};
  Model model{Gan{Coded{MlpGenerator{.latent = 2, .hidden = {}}, codes}, CodeHead{MlpDiscriminator{.hidden = {6}}, codes},
                  NonSaturating{}, MutualInformation{}},
              Vector<2>{}, Cpu{}, Seed{3}};
  check_refusal<OptionError>([&] { metric::code_probabilities(model, "this one")(model.generate(2)); },
                             {"categorical code", "this one"});
}
