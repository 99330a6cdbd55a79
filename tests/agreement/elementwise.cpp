#include <gan/backend/cpu/backend.hpp>

#include "elementwise.hpp"

template agreement::Records agreement::elementwise(gan::Cpu, double);
