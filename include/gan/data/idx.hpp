#pragma once
/// The IDX format of MNIST and its relatives (LeCun, "The MNIST database"): two zero bytes, a type code, the number of
/// dimensions, the sizes as big-endian 32-bit numbers, then the values. Read strictly, and from gzip where the file begins as
/// gzip does.
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gan/core/error.hpp>
#include <gan/core/sample.hpp>
#include <gan/data/stored_images.hpp>
#include <gan/io/file.hpp>
#include <gan/io/gzip.hpp>

namespace gan::data {

namespace detail {

/// The values of an IDX file of unsigned bytes with `Rank` dimensions, all but the first of given size (offsets count in the
/// inflated file where it is gzip compressed).
template <std::size_t Rank>
std::vector<unsigned char> read_idx(std::string const& path, std::array<int, Rank - 1> const& sizes) {
  constexpr std::size_t header = 4 + 4 * Rank;
  io::Bytes bytes = io::read_file(path);
  if (io::is_gzip(bytes)) bytes = io::gunzip(bytes, path);
  auto big_endian = [&](std::size_t at) {
    return std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 | std::uint32_t{bytes[at + 2]} << 8 |
           bytes[at + 3];
  };

  io::require_file(!bytes.empty(), path, "is empty, an IDX file was expected");
  io::require_at(bytes.size() >= 4, path, bytes.size(), "is truncated inside the magic number of an IDX file");
  io::require_at(bytes[0] == 0 && bytes[1] == 0, path, 0, "the magic number is ", big_endian(0),
                 ", but that of an IDX file of ", Rank, " dimensions is ", 0x800 + Rank);
  io::require_at(bytes[2] == 8, path, 2, "the type code is ", int{bytes[2]}, ", but 8 (unsigned bytes) was expected");
  io::require_at(bytes[3] == Rank, path, 3, "has ", int{bytes[3]}, " dimensions, but ", Rank, " were expected");
  io::require_at(bytes.size() >= header, path, bytes.size(), "is truncated inside the header, which has ", header, " bytes");
  std::uint64_t count = big_endian(4), size = 1;
  io::require_at(count > 0, path, 4, "holds 0 items, at least one was expected");
  for (std::size_t i = 0; i + 1 < Rank; ++i) {
    std::size_t at = 8 + 4 * i;
    io::require_at(big_endian(at) == static_cast<std::uint32_t>(sizes[i]), path, at, "size ", i + 1, " is ", big_endian(at),
                   ", but ", sizes[i], " was expected");
    size *= static_cast<std::uint64_t>(sizes[i]);
  }
  std::uint64_t expected = header + count * size;
  io::require_at(bytes.size() >= expected, path, bytes.size(), "is truncated: ", count, " items need ", expected, " bytes");
  io::require_at(bytes.size() <= expected, path, expected, "should end here, but ", bytes.size() - expected, " bytes follow");
  bytes.erase(bytes.begin(), bytes.begin() + header);
  return bytes;
}

/// Images of one channel have three dimensions {n, H, W}, of several four {n, H, W, C}.
template <class Sample> std::vector<unsigned char> read_idx_images(std::string const& path) {
  if constexpr (Sample::channels == 1) return read_idx<3>(path, {Sample::height, Sample::width});
  else return read_idx<4>(path, {Sample::height, Sample::width, Sample::channels});
}

}  // namespace detail

/// Images of an IDX file of unsigned bytes, {n, H, W} or, of several channels, {n, H, W, C}; gzip compressed or plain. Throws
/// FileError with the offset where the file is not exactly that.
template <class Sample> StoredImages<Sample> idx_images(std::string const& images_path) {
  return StoredImages<Sample>(detail::read_idx_images<Sample>(images_path));
}

/// The same with labels 0 ... Classes - 1 from a second IDX file. Throws FileError also where the numbers of images and labels
/// differ or a label is too large.
template <class Sample, int Classes = 10>
StoredImages<Sample, Classes> idx_images(std::string const& images_path, std::string const& labels_path) {
  std::vector<unsigned char> pixels = detail::read_idx_images<Sample>(images_path);
  std::vector<unsigned char> bytes = detail::read_idx<1>(labels_path, {});
  io::require_at(bytes.size() == pixels.size() / Sample::size, labels_path, 4, "holds ", bytes.size(), " labels, but ",
                 images_path, " holds ", pixels.size() / Sample::size, " images");
  for (std::size_t i = 0; i < bytes.size(); ++i)
    io::require_at(bytes[i] < Classes, labels_path, 8 + i, "label ", int{bytes[i]}, ", but at most ", Classes - 1,
                   " was expected");
  return StoredImages<Sample, Classes>(std::move(pixels), std::vector<int>(bytes.begin(), bytes.end()));
}

}  // namespace gan::data
