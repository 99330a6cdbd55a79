#include <gan/optim/balance_gate.hpp>

#include "../catch.hpp"

using namespace gan;

TEST_CASE("the balance gate: who waits") {
  struct Row {
    char const* source;
    float margin;
    double real, generated;
    bool discriminator, decoder;
  };
  Row const rows[] = {
      {"a draw", .35f, .69, .69, true, true},
      {"real samples are known too well", .35f, .30, .69, false, true},
      {"generated ones are", .35f, .69, .30, false, true},
      {"real samples are not known", .35f, 1.10, .69, true, false},
      {"generated ones are not", .35f, .69, 1.10, true, false},
      {"both would wait: both move", .35f, .30, 1.10, true, true},
      {"both would wait: both move", .35f, 1.10, .30, true, true},
      {"within a wider margin", .4f, .30, .69, true, true},
  };
  for (auto const& r : rows) {
    INFO(r.source << ": " << r.real << ", " << r.generated);
    auto const moves = BalanceGate{.margin = r.margin}(r.real, r.generated);
    CHECK(moves.discriminator == r.discriminator);
    CHECK(moves.decoder == r.decoder);
  }
  auto const edge = BalanceGate{.75f, .25f}(.5, 1);
  CHECK(edge.discriminator);
  CHECK(edge.decoder);
  CHECK_NOTHROW(BalanceGate{}.validate());
  for (BalanceGate const gate : {BalanceGate{.equilibrium = 0}, BalanceGate{.margin = -1}, BalanceGate{.margin = 0}})
    CHECK_THROWS_AS(gate.validate(), OptionError);
}
