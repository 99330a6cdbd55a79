#include "card.hpp"

using namespace gan;

TEMPLATE_TEST_CASE("the card draws the bits that the host draws", "", float, double) {
  NEEDS_A_CARD();
  using T = TestType;
  CudaContext context;
  auto const key = random::key(Seed{0x123456789abcdefull}, Stream::latent, 17);
  for (std::int64_t elements : {1, 2, 3, 7, 64})
    for (std::int64_t first : {0, 1000}) {
      std::int64_t const samples = 129;
      auto const unit = to_host(uniform<T>(context, {samples, elements}, key, T(0), T(1), first));
      auto const signs = to_host(uniform<T>(context, {samples, elements}, key, T(-1), T(1), first));
      auto const bell = to_host(normal<T>(context, {samples, elements}, key, T(3), T(2), first));
      bool same = true, close = true;
      for (std::int64_t s = 0; s < samples; ++s)
        for (std::int64_t e = 0; e < elements; ++e) {
          auto const at = static_cast<std::size_t>(s * elements + e);
          auto const sample = static_cast<std::uint32_t>(first + s), element = static_cast<std::uint32_t>(e);
          T const u = random::uniform<T>(key, sample, element), z = random::normal<T>(key, sample, element);
          same = same && unit[at] == u && signs[at] == T(-1) + T(2) * u;
          close = close && std::abs(bell[at] - (3 + 2 * z)) <= (sizeof(T) == 4 ? 2e-5 : 1e-13);
        }
      CHECK(same);
      CHECK(close);
    }
}

TEST_CASE("draws on the card by hand do not repeat, and repeat in a second run") {
  NEEDS_A_CARD();
  CudaContext a(Seed{5}), b(Seed{5});
  auto const first = to_host(randn<float>(a, {100})), second = to_host(randn<float>(a, {100}));
  CHECK(first != second);
  CHECK(to_host(randn<float>(b, {100})) == first);
  CHECK(to_host(randn<float>(b, {100})) == second);
}
