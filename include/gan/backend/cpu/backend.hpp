#pragma once
/// Everything that the CPU offers to the floors above.
#include <gan/backend/cpu/conv.hpp>
#include <gan/backend/cpu/energy_rows.hpp>
#include <gan/backend/cpu/finite.hpp>
#include <gan/backend/cpu/gemm.hpp>
#include <gan/backend/cpu/map_run.hpp>
#include <gan/backend/cpu/memory.hpp>
#include <gan/backend/cpu/random.hpp>
