#include <gan/backend/cpu/backend.hpp>

#include "divergences.hpp"

template agreement::Records agreement::divergences(gan::Cpu, double);
