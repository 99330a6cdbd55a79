#pragma once
/// The test framework by its one name: Catch2 of version 3 or of version 2, whichever is installed.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;  // version 2 has it in both places
#else
#include <catch2/catch.hpp>
#endif

/// Leaves a test case that cannot run here, visibly: CTest reports what prints "SKIPPED: " as skipped.
#if defined(SKIP)
#define GAN_SKIP(reason) SKIP("SKIPPED: " << reason)
#else
#define GAN_SKIP(reason)         \
  do {                           \
    WARN("SKIPPED: " << reason); \
    return;                      \
  } while (false)
#endif
