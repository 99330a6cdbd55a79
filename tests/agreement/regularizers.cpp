#include <gan/backend/cpu/backend.hpp>

#include "regularizers.hpp"

template agreement::Records agreement::regularizers(gan::Cpu, double);
