#pragma once
#include <gan/backend/cuda/backend.cuh>
#include <gan/tensor/tensor.hpp>

#include "../catch.hpp"

/// First in a test that computes on the graphics card; without one the test says so and ends.
#define NEEDS_A_CARD()                                             \
  do {                                                             \
    int cards = 0;                                                 \
    if (cudaGetDeviceCount(&cards) != cudaSuccess || cards == 0) { \
      WARN("skipped: there is no graphics card");                  \
      return;                                                      \
    }                                                              \
  } while (false)

using CudaContext = gan::Context<gan::Cuda>;
