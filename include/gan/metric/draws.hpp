#pragma once
#include <gan/core/random.hpp>

namespace gan::metric::detail {

/// What a metric draws for; beside the streams of the library, so that a model and a metric of one seed share no draw.
enum class Draw : std::uint32_t { subset = 0x8000, direction, patch, resample };

inline random::Key draw_key(Seed seed, Draw draw, std::uint64_t step = 0) {
  return {seed.value, static_cast<std::uint32_t>(draw), static_cast<std::uint32_t>(step)};
}

/// Draw `element` of sample `sample`, uniform in 0 ... n - 1.
inline std::int64_t index_draw(random::Key const& key, std::int64_t sample, std::int64_t element, std::int64_t n) {
  auto const u = random::uniform<double>(key, static_cast<std::uint32_t>(sample), static_cast<std::uint32_t>(element));
  return static_cast<std::int64_t>(u * static_cast<double>(n));
}

}  // namespace gan::metric::detail
