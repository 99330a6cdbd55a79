#include <gan/backend/cpu/backend.hpp>
#include <gan/tensor/tensor.hpp>

#include <limits>
#include <vector>

#include "../catch.hpp"

TEMPLATE_TEST_CASE("a value that is not finite is found at any place, in any length", "", float, double) {
  using T = TestType;
  for (int threads : {1, 3}) {
    gan::Context<gan::Cpu> context(gan::Cpu{.threads = threads}, {});
    for (std::int64_t n : {0, 1, 31, 32, 33, 1000, 65536, 65537, 200003}) {
      std::vector<T> x(static_cast<std::size_t>(n), std::numeric_limits<T>::max());
      CHECK(gan::all_finite(context, x.data(), n));
      for (std::int64_t at : {std::int64_t{0}, n / 2, n - 1}) {
        if (at < 0 || at >= n) continue;
        for (T bad :
             {std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::infinity(), -std::numeric_limits<T>::infinity()}) {
          T before = std::exchange(x[static_cast<std::size_t>(at)], bad);
          CHECK_FALSE(gan::all_finite(context, x.data(), n));
          x[static_cast<std::size_t>(at)] = before;
        }
      }
    }
  }
}

TEST_CASE("the flag of values that are not finite stays once it is set") {
  gan::Context<gan::Cpu> context;
  std::vector<float> good(100, 1.0f), bad(100, 1.0f);
  bad[77] = std::numeric_limits<float>::quiet_NaN();
  std::uint32_t flag = 0;
  gan::mark_non_finite(context, good.data(), 100, &flag);
  CHECK(flag == 0);
  gan::mark_non_finite(context, bad.data(), 100, &flag);
  gan::mark_non_finite(context, good.data(), 100, &flag);
  CHECK(flag == 1);
}
