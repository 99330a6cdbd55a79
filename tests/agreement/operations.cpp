#include <gan/backend/cpu/backend.hpp>

#include "operations.hpp"

template agreement::Records agreement::operations(gan::Cpu, double);
template agreement::Records agreement::operations_in_float(gan::Cpu, double);
