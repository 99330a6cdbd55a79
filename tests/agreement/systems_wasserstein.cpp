#include <gan/backend/cpu/backend.hpp>

#include "systems_wasserstein.hpp"

template agreement::Records agreement::wasserstein_systems(gan::Cpu, double);
