#pragma once
#include <string>

#include <gan/data/gaussians.hpp>

/// The mixtures that systems are trained on: `train` draws from them, `report` counts their modes.
inline gan::data::GaussianMixture<2> mixture(std::string const& name) {
  if (name == "ring") return gan::data::gaussian_ring({.modes = 8, .radius = 2, .sigma = 0.02f});
  return gan::data::gaussian_grid({.side = 5, .spacing = 0.7071f, .sigma = 0.01768f});  // as the authors of WGAN-GP scale it
}
inline bool is_mixture(std::string const& name) { return name == "ring" || name == "grid"; }
