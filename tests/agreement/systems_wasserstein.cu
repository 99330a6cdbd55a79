#include <gan/backend/cuda/backend.cuh>

#include "systems_wasserstein.hpp"

template agreement::Records agreement::wasserstein_systems(gan::Cuda, double);
