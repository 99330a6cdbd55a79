#pragma once
#include <memory>
#include <string>
#include <vector>

#include "runs.hpp"

/// What is measured. The extractor is part of every name, so that numbers of two extractors never stand in one column.
namespace measured {
#define GAN_REPORT_FEATURES "features of the digit classifier"
#define GAN_REPORT_CLASSES "classes by the digit classifier"
inline constexpr char const *samples = "samples", *frechet = "Frechet distance [" GAN_REPORT_FEATURES "]",
                            *frechet_error = "Frechet distance: half of its 95 % bootstrap interval [" GAN_REPORT_FEATURES "]",
                            *score = "class score [" GAN_REPORT_CLASSES "]", *precision = "precision [" GAN_REPORT_FEATURES "]",
                            *recall = "recall [" GAN_REPORT_FEATURES "]", *coverage = "coverage [" GAN_REPORT_FEATURES "]",
                            *agreement = "agreement [" GAN_REPORT_CLASSES "]", *psnr = "PSNR in dB [pixels]",
                            *ssim = "SSIM [pixels]", *kept = "class kept [" GAN_REPORT_CLASSES "]",
                            *read = "test digits read right [by the system]", *modes = "modes found", *all_modes = "modes",
                            *quality = "high quality", *uniform = "KL to uniform";
#undef GAN_REPORT_FEATURES
#undef GAN_REPORT_CLASSES
}  // namespace measured

/// Measures runs, and real digits for scale. Digits are compared with every second of the first 2 * `half` test digits.
class Meter {
 public:
  Meter(std::string const& classifier_weights, int half, int threads);
  ~Meter();

  std::string digits_name() const;  ///< "MNIST", or what stands in for it
  Numbers measure(Run const& run);
  Numbers other_test_digits();
  Numbers training_digits();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};
