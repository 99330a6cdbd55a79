#include <gan/backend/cpu/backend.hpp>

#include "systems_encoding.hpp"

template agreement::Records agreement::encoding_systems(gan::Cpu, double);
