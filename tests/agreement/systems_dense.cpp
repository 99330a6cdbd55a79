#include <gan/backend/cpu/backend.hpp>

#include "systems_dense.hpp"

template agreement::Records agreement::dense_systems(gan::Cpu, double);
