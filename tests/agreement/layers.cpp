#include <gan/backend/cpu/backend.hpp>

#include "layers.hpp"

template agreement::Records agreement::layers(gan::Cpu, double);
