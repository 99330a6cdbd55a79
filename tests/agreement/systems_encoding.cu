#include <gan/backend/cuda/backend.cuh>

#include "systems_encoding.hpp"

template agreement::Records agreement::encoding_systems(gan::Cuda, double);
