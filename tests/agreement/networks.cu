#include <gan/backend/cuda/backend.cuh>

#include "networks.hpp"

template agreement::Records agreement::networks(gan::Cuda, double);
