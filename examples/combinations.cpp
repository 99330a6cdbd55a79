// Prints which policies fit together, as Markdown: what `compatible` answers for every pair, without building a model.
// ctest:
#include <cstdio>
#include <gan/gan.hpp>

#include "policies.hpp"

using namespace gan;

constexpr char const* word(Misfit misfit) {
  switch (misfit) {
    case Misfit::none:
      return "yes";
    case Misfit::loss_needs_energy:
      return "needs energies";
    case Misfit::loss_needs_logit:
      return "needs logits";
    case Misfit::loss_needs_posterior:
      return "needs posteriors";
    case Misfit::generator_needs_posterior:
      return "needs posteriors";
    case Misfit::classes_differ:
      return "needs the same classes";
    case Misfit::masks_differ:
      return "needs a mask on both";
    case Misfit::regularizer_needs_code:
      return "needs a code";
    case Misfit::regularizer_needs_features:
      return "needs features";
    case Misfit::regularizer_needs_posterior:
      return "needs posteriors";
    case Misfit::regularizer_needs_one_score:
      return "needs one score per sample";
    case Misfit::regularizer_needs_codes:
      return "needs codes";
    case Misfit::regularizer_needs_code_head:
      return "needs a code head";
    case Misfit::regularizer_needs_label_head:
      return "needs a label head";
    case Misfit::regularizer_needs_class_guess:
      return "needs a guess of classes";
    case Misfit::penalty_needs_independent_samples:
      return "needs independent samples";
    default:
      return "no";
  }
}

/// One row per element of `rows`, one column per discriminator; `cell` gives the misfit of a pair of types.
template <class Cell, class... Row> void print(char const* title, Cell cell, std::tuple<Row...> const& rows) {
  auto const columns = policies::discriminators();
  std::printf("| %s |", title);
  std::apply([](auto const&... c) { (std::printf(" `%s` |", c.name), ...); }, columns);
  std::printf("\n|---|");
  std::apply([](auto const&... c) { (((void)c, std::printf("---|")), ...); }, columns);
  auto row = [&](auto const& r) {
    std::printf("\n| `%s` |", r.name);
    std::apply([&](auto const&... c) { (std::printf(" %s |", word(cell(r, c))), ...); }, columns);
  };
  std::apply([&](auto const&... r) { (row(r), ...); }, rows);
  std::printf("\n\n");
}

int main() {
  using policies::Policy;
  print(
      "loss",
      []<class L, class A, class D, class S>(Policy<L, A> const&, Policy<D, S> const&) { return policies::loss_misfit<L, D>; },
      policies::losses());
  print(
      "regularizer",
      []<class R, class A, class D, class S>(Policy<R, A> const&, Policy<D, S> const&) {
        return policies::regularizer_misfit<R, D>;
      },
      policies::regularizers());
  print(
      "generator",
      []<class G, class A, class D, class S>(Policy<G, A> const&, Policy<D, S> const&) {
        return policies::generator_misfit<G, D>;
      },
      policies::generators());
}
