#include <gan/backend/cuda/backend.cuh>

#include "regularizers.hpp"

template agreement::Records agreement::regularizers(gan::Cuda, double);
