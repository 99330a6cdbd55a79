#pragma once
#include <string>
#include <utility>
#include <vector>

#include "runs.hpp"

/// Writes the report of measured runs, after lines of real digits (whose set has this name) for scale, and its pictures into
/// the folder beside it that has its name.
void write_document(std::string const& path, std::vector<Run> const& runs,
                    std::vector<std::pair<std::string, Numbers>> const& real, std::string const& digits_name,
                    std::string const& command);
