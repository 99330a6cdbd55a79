#include <gan/backend/cpu/backend.hpp>

#include "objectives.hpp"

template agreement::Records agreement::objectives(gan::Cpu, double);
