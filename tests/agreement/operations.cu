#include <gan/backend/cuda/backend.cuh>

#include "operations.hpp"

template agreement::Records agreement::operations(gan::Cuda, double);
template agreement::Records agreement::operations_in_float(gan::Cuda, double);
