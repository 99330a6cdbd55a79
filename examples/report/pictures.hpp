#pragma once
#include <string>
#include <vector>

#include <gan/io/picture.hpp>

#include "runs.hpp"

/// Pictures side by side, `columns` to a row, each in a cell as large as the largest, on `paper`. All have the channels of the first.
gan::io::Picture tiled(std::vector<gan::io::Picture> const& pictures, int columns, unsigned char paper);
/// In `levels` values of each channel, in which a PNG takes a fraction of the room.
gan::io::Picture in_levels(gan::io::Picture picture, int levels);

// The first run of a row that has what is asked for speaks for it: of one from another machine perhaps only the numbers are there.

/// What a run has of samples, codes, classes and reconstructions, side by side; returns their names in this order, none where there is no
/// picture.
std::vector<std::string> save_sheet(std::string const& path, Row const& row);
/// Samples of mixtures, one panel for each row; returns what they show, none where there is no picture.
std::vector<std::string> save_scatters(std::string const& path, std::vector<Row> const& rows);
/// The objectives of a run of each row over its steps, one panel each.
void save_loss_panels(std::string const& path, std::vector<Row> const& rows);
