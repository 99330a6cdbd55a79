#pragma once
/// gan: components of generative adversarial networks, and everything they stand on. A .cpp gets the CPU, a .cu gets CUDA.
#include <gan/core/config.hpp>

#if GAN_CUDACC()
#include <gan/backend/cuda/backend.cuh>
#else
#include <gan/backend/cpu/backend.hpp>
#endif

#include <gan/autodiff/conv.hpp>
#include <gan/autodiff/gradcheck.hpp>
#include <gan/autodiff/matmul.hpp>
#include <gan/data/cifar10.hpp>
#include <gan/data/digits.hpp>
#include <gan/data/gaussians.hpp>
#include <gan/data/image_folder.hpp>
#include <gan/data/in_memory.hpp>
#include <gan/data/mnist.hpp>
#include <gan/loss/blended.hpp>
#include <gan/loss/divergences.hpp>
#include <gan/loss/hinge.hpp>
#include <gan/loss/label_smoothing.hpp>
#include <gan/loss/least_squares.hpp>
#include <gan/loss/margin.hpp>
#include <gan/loss/minimax.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/loss/relativistic.hpp>
#include <gan/loss/wasserstein.hpp>
#include <gan/metric/mode_coverage.hpp>
#include <gan/model/model.hpp>
#include <gan/model/save.hpp>
#include <gan/model/verify.hpp>
#include <gan/network/autoencoder_energy.hpp>
#include <gan/network/dc.hpp>
#include <gan/network/maxout.hpp>
#include <gan/network/mlp.hpp>
#include <gan/nn/layer_norm.hpp>
#include <gan/nn/minibatch_deviation.hpp>
#include <gan/nn/minibatch_discrimination.hpp>
#include <gan/nn/spectral_norm.hpp>
#include <gan/regularizer/dragan.hpp>
#include <gan/regularizer/gradient_clipping.hpp>
#include <gan/regularizer/gradient_penalty.hpp>
#include <gan/regularizer/instance_noise.hpp>
#include <gan/regularizer/max_norm.hpp>
#include <gan/regularizer/pulling_away.hpp>
#include <gan/regularizer/r1_penalty.hpp>
#include <gan/regularizer/r2_penalty.hpp>
#include <gan/regularizer/weight_clipping.hpp>
#include <gan/train/csv_log.hpp>
#include <gan/train/image_grid.hpp>
#include <gan/train/loss_curve.hpp>
#include <gan/train/periodic_checkpoint.hpp>
#include <gan/train/progress_bar.hpp>
#include <gan/train/scatter.hpp>
#include <gan/train/trainer.hpp>
