#include <gan/backend/cuda/backend.cuh>

#include "objectives.hpp"

template agreement::Records agreement::objectives(gan::Cuda, double);
