#pragma once
#include <string>
#include <vector>

#include <gan/core/device.hpp>

namespace agreement {

/// Something that a device computed.
struct Record {
  std::string name;
  std::vector<double> values;
};
using Records = std::vector<Record>;

/// The name of a record ends so that holds a 1 where a training went on from a checkpoint bit for bit.
inline constexpr char const* goes_on = " goes on bit for bit";

}  // namespace agreement
