#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include <gan/core/sample.hpp>
#include <gan/data/split.hpp>
#include <gan/data/stored_images.hpp>
#include <gan/io/file.hpp>

namespace gan::data {

namespace detail {

/// Appends the records of one binary batch: a label, then 1024 red, 1024 green and 1024 blue bytes.
inline void append_cifar10_batch(std::string const& path, std::vector<unsigned char>& pixels, std::vector<int>& labels) {
  constexpr std::size_t plane = 32 * 32, record = 1 + 3 * plane;
  io::Bytes bytes = io::read_file(path);
  io::require_file(!bytes.empty(), path, "is empty, records of ", record, " bytes were expected");
  std::size_t left = bytes.size() % record;
  io::require_at(left == 0, path, bytes.size() - left, "the last record has ", left, " bytes, but ", record, " were expected");
  pixels.reserve(pixels.size() + bytes.size());
  for (std::size_t at = 0; at < bytes.size(); at += record) {
    io::require_at(bytes[at] < 10, path, at, "label ", int{bytes[at]}, ", but at most 9 was expected");
    labels.push_back(bytes[at]);
    unsigned char const* red = bytes.data() + at + 1;
    for (std::size_t i = 0; i < plane; ++i) pixels.insert(pixels.end(), {red[i], red[i + plane], red[i + 2 * plane]});
  }
}

/// The files data_batch_<k>.bin of a folder in the order of their numbers k.
inline std::vector<std::pair<int, std::string>> cifar10_batches(std::string const& folder) {
  std::vector<std::pair<int, std::string>> batches;
  for (std::string const& name : io::list_folder(folder)) {
    int number = 0, end = 0;
    if (std::sscanf(name.c_str(), "data_batch_%d.bin%n", &number, &end) == 1 && end == static_cast<int>(name.size()))
      batches.emplace_back(number, io::join(folder, name));
  }
  std::sort(batches.begin(), batches.end());
  return batches;
}

}  // namespace detail

/// The small photographs of CIFAR-10 (Krizhevsky 2009), binary version: images of 3 x 32 x 32 with labels 0 ... 9, pixels /
/// 127.5 - 1, channels last. `folder` (or cifar-10-batches-bin in it) holds data_batch_1.bin, ..., of which all that are there
/// are read, and test_batch.bin; a batch may hold any number of records. Throws FileError with the offset where a file is
/// missing or malformed.
inline StoredImages<Image<3, 32, 32>, 10> cifar10(std::string folder, Split split = Split::train) {
  io::require_file(io::is_folder(folder), folder,
                   "there is no such folder; the binary batches of CIFAR-10 were expected in it");
  if (io::is_folder(io::join(folder, "cifar-10-batches-bin"))) folder = io::join(folder, "cifar-10-batches-bin");
  std::vector<unsigned char> pixels;
  std::vector<int> labels;
  if (split == Split::test) {
    detail::append_cifar10_batch(io::join(folder, "test_batch.bin"), pixels, labels);
  } else {
    auto batches = detail::cifar10_batches(folder);
    io::require_file(!batches.empty(), folder, "has no data_batch_1.bin or other training batch of CIFAR-10");
    for (auto const& [number, path] : batches) detail::append_cifar10_batch(path, pixels, labels);
  }
  return StoredImages<Image<3, 32, 32>, 10>(std::move(pixels), std::move(labels));
}

}  // namespace gan::data
