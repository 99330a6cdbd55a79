#include <gan/backend/cuda/backend.cuh>

#include "divergences.hpp"

template agreement::Records agreement::divergences(gan::Cuda, double);
