#include "pictures.hpp"

#include <algorithm>
#include <filesystem>

#include <gan/io/curve.hpp>
#include <gan/io/image.hpp>

#include "../train/training_log.hpp"

namespace fs = std::filesystem;
using gan::io::Picture;

namespace {

constexpr int gap = 8;

void save(std::string const& path, Picture const& picture) {
  gan::save_png(path, picture.pixels.data(), picture.width, picture.height, picture.channels);
}

/// The first run that has one of the files; the first where none has.
fs::path folder_with(Row const& row, std::vector<char const*> const& files) {
  for (Run const* run : row.runs)
    for (char const* file : files)
      if (fs::exists(run->folder / file)) return run->folder;
  return row.runs.front()->folder;
}

/// The terms of each objective summed up; of a single objective its terms.
std::vector<gan::Curve> objectives(TrainingLog const& log) {
  std::vector<std::string> names;
  std::vector<gan::Curve> curves;
  auto objective = [](std::string const& column) { return column.substr(0, column.find(' ')); };
  bool single = true;
  for (std::size_t c = TrainingLog::terms; c < log.columns.size(); ++c)
    single = single && objective(log.columns[c]) == objective(log.columns[TrainingLog::terms]);
  for (std::size_t c = TrainingLog::terms; c < log.columns.size(); ++c) {
    std::string const& column = log.columns[c];
    std::string const name = single ? column.substr(std::min(column.find(' ') + 1, column.size())) : objective(column);
    auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) {
      names.push_back(name);
      curves.push_back({name, std::vector<double>(log.rows.size()), {}});
      at = names.end() - 1;
    }
    auto& curve = curves[static_cast<std::size_t>(at - names.begin())];
    for (std::size_t i = 0; i < log.rows.size(); ++i) curve.y[i] += log.rows[i][c];
  }
  for (auto& curve : curves)
    for (auto const& row : log.rows) curve.x.push_back(row[TrainingLog::step]);
  return curves;
}

}  // namespace

Picture tiled(std::vector<Picture> const& pictures, int columns, unsigned char paper) {
  int width = 0, height = 0;
  for (auto const& p : pictures) width = std::max(width, p.width), height = std::max(height, p.height);
  int const count = static_cast<int>(pictures.size()), across = std::min(columns, count),
            down = (count + columns - 1) / columns;
  int const channels = pictures.at(0).channels;
  // Pictures of one row may differ in width: then each takes its own.
  bool const single_row = down == 1;
  int total = gap * (across - 1);
  for (auto const& p : pictures) total += single_row ? p.width : 0;
  Picture out{single_row ? total : across * width + gap * (across - 1), down * height + gap * (down - 1), channels, {}};
  out.pixels.assign(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height * channels), paper);
  int left = 0;
  for (int i = 0; i < count; ++i) {
    auto const& p = pictures[static_cast<std::size_t>(i)];
    int const x = single_row ? left : i % columns * (width + gap), y = i / columns * (height + gap);
    for (int row = 0; row < p.height; ++row)
      std::copy_n(p.pixels.begin() + std::ptrdiff_t{row} * p.width * channels, p.width * channels,
                  out.pixels.begin() + (std::ptrdiff_t{y + row} * out.width + x) * channels);
    left += p.width + gap;
  }
  return out;
}

Picture in_levels(Picture picture, int levels) {
  int const last = levels - 1;
  for (auto& v : picture.pixels) v = static_cast<unsigned char>((v * last + 127) / 255 * 255 / last);
  return picture;
}

std::vector<std::string> save_sheet(std::string const& path, Row const& row) {
  fs::path const folder = folder_with(row, {"samples.png", "reconstructions.png"});
  std::vector<std::string> names;
  std::vector<Picture> pictures;
  for (char const* name : {"samples", "classes", "code-0", "code-1", "code-2", "reconstructions", "between"}) {
    fs::path const file = folder / (std::string(name) + ".png");
    if (!fs::exists(file)) continue;
    names.push_back(name);
    pictures.push_back(in_levels(gan::io::read_picture(file.string(), 1), 16));
  }
  if (!names.empty()) save(path, tiled(pictures, static_cast<int>(pictures.size()), 255));
  return names;
}

std::vector<std::string> save_scatters(std::string const& path, std::vector<Row> const& rows) {
  constexpr int size = 192;
  std::vector<std::string> names;
  std::vector<Picture> pictures;
  for (auto const& row : rows) {
    auto const file = (folder_with(row, {"samples.png"}) / "samples.png").string();
    if (!fs::exists(file)) continue;
    names.push_back(row.system + " on " + row.data);
    pictures.push_back(in_levels(gan::io::resize(gan::io::read_picture(file, 3), size, size, file), 16));
  }
  if (!names.empty()) save(path, tiled(pictures, 6, 120));
  return names;
}

void save_loss_panels(std::string const& path, std::vector<Row> const& rows) {
  std::vector<Picture> pictures;
  std::string const panel = path + ".panel.png";
  for (auto const& row : rows) {
    auto const log = read_training_log((folder_with(row, {"training.csv"}) / "training.csv").string());
    gan::save_curves(panel, objectives(log), {.title = row.system + " on " + row.data, .width = 320, .height = 220});
    pictures.push_back(in_levels(gan::io::read_picture(panel, 3), 8));
  }
  fs::remove(panel);
  save(path, tiled(pictures, 4, 255));
}
