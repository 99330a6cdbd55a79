#include <gan/backend/cuda/backend.cuh>

#include "layers.hpp"

template agreement::Records agreement::layers(gan::Cuda, double);
