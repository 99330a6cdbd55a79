#pragma once
/// Everything that a graphics card offers to the floors above.
#include <gan/backend/cuda/conv.cuh>
#include <gan/backend/cuda/energy_rows.cuh>
#include <gan/backend/cuda/finite.cuh>
#include <gan/backend/cuda/gemm.cuh>
#include <gan/backend/cuda/graph.cuh>
#include <gan/backend/cuda/map_run.cuh>
#include <gan/backend/cuda/memory.cuh>
#include <gan/backend/cuda/random.cuh>
#include <gan/backend/cuda/staging.cuh>
