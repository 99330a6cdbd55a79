#include <gan/backend/cpu/backend.hpp>

#include "networks.hpp"

template agreement::Records agreement::networks(gan::Cpu, double);
