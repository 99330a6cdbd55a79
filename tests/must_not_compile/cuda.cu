#include <gan/autodiff/conv.hpp>
#include <gan/backend/cuda/backend.cuh>

using Images = gan::Var<float, gan::Cuda>;
Images good(Images const& x, Images const& w) { return tanh(conv2d(x, w, 2, 1)) * 0.5f; }

#if GAN_CASE == 1
// expect: Cpu needs a host compiler: put this in a .cpp
gan::Context<gan::Cpu> bad;
#endif
