#pragma once
/// What is computed on both devices: the .cpp files here have these functions for the CPU, the .cu files of the same names for CUDA.
#include "records.hpp"

namespace agreement {

/// Every element-wise function, value, gradient and second order, in both kinds of kernels: with vectors and without.
template <class Device> Records elementwise(Device, double nudge);
/// Sums, products of matrices, convolutions, shapes.
template <class Device> Records operations(Device, double nudge);
/// The operations that have a kernel for each scalar type, in float.
template <class Device> Records operations_in_float(Device, double nudge);
/// Every layer, in training and in evaluation.
template <class Device> Records layers(Device, double nudge);
/// Every registered network.
template <class Device> Records networks(Device, double nudge);
/// Every loss and likelihood.
template <class Device> Records objectives(Device, double nudge);
/// Every divergence, as a loss.
template <class Device> Records divergences(Device, double nudge);
/// A step with every regularizer.
template <class Device> Records regularizers(Device, double nudge);
/// A step of every system, and whether it goes on from a checkpoint bit for bit.
template <class Device> Records dense_systems(Device, double nudge);
template <class Device> Records convolutional_systems(Device, double nudge);
template <class Device> Records conditional_systems(Device, double nudge);
template <class Device> Records wasserstein_systems(Device, double nudge);
template <class Device> Records coded_systems(Device, double nudge);
template <class Device> Records encoding_systems(Device, double nudge);

}  // namespace agreement
