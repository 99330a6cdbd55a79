#include <gan/backend/cpu/backend.hpp>

#include "systems_conditional.hpp"

template agreement::Records agreement::conditional_systems(gan::Cpu, double);
