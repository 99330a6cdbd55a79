#include <cuda_runtime.h>

bool has_card() {
  int cards = 0;
  return cudaGetDeviceCount(&cards) == cudaSuccess && cards > 0;
}
