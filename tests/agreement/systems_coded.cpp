#include <gan/backend/cpu/backend.hpp>

#include "systems_coded.hpp"

template agreement::Records agreement::coded_systems(gan::Cpu, double);
