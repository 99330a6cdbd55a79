#include <gan/backend/cuda/backend.cuh>

#include "elementwise.hpp"

template agreement::Records agreement::elementwise(gan::Cuda, double);
