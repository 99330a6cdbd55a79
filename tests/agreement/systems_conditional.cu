#include <gan/backend/cuda/backend.cuh>

#include "systems_conditional.hpp"

template agreement::Records agreement::conditional_systems(gan::Cuda, double);
