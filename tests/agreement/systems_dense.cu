#include <gan/backend/cuda/backend.cuh>

#include "systems_dense.hpp"

template agreement::Records agreement::dense_systems(gan::Cuda, double);
