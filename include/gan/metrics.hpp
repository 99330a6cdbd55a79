#pragma once
/// gan with all its metrics, which stand apart from gan.hpp because few translation units need them. In a .cu the eigensolver of the
/// Frechet distance is cuSOLVER's: link gan::cuda_metrics.
#include <gan/gan.hpp>

#if GAN_CUDACC()
#include <gan/backend/cuda/eigen_symmetric.cuh>
#include <gan/backend/cuda/sort.cuh>
#else
#include <gan/backend/cpu/eigen_symmetric.hpp>
#include <gan/backend/cpu/sort.hpp>
#endif

#include <gan/metric/bootstrap.hpp>
#include <gan/metric/classifier_features.hpp>
#include <gan/metric/code_probabilities.hpp>
#include <gan/metric/density_coverage.hpp>
#include <gan/metric/extractor.hpp>
#include <gan/metric/feature_file.hpp>
#include <gan/metric/frechet.hpp>
#include <gan/metric/greedy_map.hpp>
#include <gan/metric/inception_score.hpp>
#include <gan/metric/kernel_distance.hpp>
#include <gan/metric/memorisation.hpp>
#include <gan/metric/parzen.hpp>
#include <gan/metric/precision_recall.hpp>
#include <gan/metric/pyramid_wasserstein.hpp>
#include <gan/metric/reconstruction.hpp>
#include <gan/metric/sliced_wasserstein.hpp>
