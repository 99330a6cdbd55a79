#include <gan/backend/cpu/backend.hpp>

#include "systems_convolutional.hpp"

template agreement::Records agreement::convolutional_systems(gan::Cpu, double);
