#include <gan/backend/cuda/backend.cuh>

#include "systems_convolutional.hpp"

template agreement::Records agreement::convolutional_systems(gan::Cuda, double);
