#include <gan/backend/cuda/backend.cuh>

#include "systems_coded.hpp"

template agreement::Records agreement::coded_systems(gan::Cuda, double);
