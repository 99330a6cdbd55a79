#pragma once
#include <gan/io/safetensors.hpp>
#include <gan/metric/features.hpp>

namespace gan::metric {

/// Writes features as a safetensors file: one tensor "features" {n, size} of doubles, the extractor's name under the metadata
/// key "extractor". Throws ShapeError, NumericalError for a set without samples or with values that are not finite.
inline void save_features(std::string const& path, Features const& set) {
  detail::require_features("a feature file", set, 1);
  require<OptionError>(!set.name.empty(), path,
                       ": features without the name of their extractor cannot be compared with any others");
  io::write_safetensors(path, {io::SafeTensor::of("features", Shape{set.count(), set.size}, set.values.data())},
                        {{"extractor", set.name}});
}

/// Reads features from such a file, of doubles or floats: those of this library or of any other program, which is how features
/// of Inception come in (docs/metrics.md shows how to write one). Throws FileError where the file is not as it should be.
inline Features load_features(std::string const& path) {
  auto const file = io::read_safetensors(path);
  io::SafeTensor const& tensor = file.at("features");
  std::string const* const name = file.find_metadata("extractor");
  io::require_file(name && !name->empty(), path, "names no extractor: its metadata need the key \"extractor\"");
  io::require_file(tensor.shape.rank() == 2 && tensor.shape.count() > 0, path,
                   "the tensor \"features\" must be {n, size}, not ", tensor.shape);
  bool const doubles = tensor.dtype == io::DType::F64;
  io::require_file(doubles || tensor.dtype == io::DType::F32, path, "the tensor \"features\" must hold F64 or F32, not ",
                   io::facts(tensor.dtype).name);
  Features out{*name, tensor.shape[1], std::vector<double>(static_cast<std::size_t>(tensor.shape.count()))};
  if (doubles) {
    tensor.copy_to(out.values.data(), tensor.shape.count());
  } else {
    std::vector<float> values(out.values.size());
    tensor.copy_to(values.data(), tensor.shape.count());
    out.values.assign(values.begin(), values.end());
  }
  for (std::size_t i = 0; i < out.values.size(); ++i)
    io::require_file(std::isfinite(out.values[i]), path, "number ", i % static_cast<std::size_t>(out.size), " of sample ",
                     i / static_cast<std::size_t>(out.size), " is ", out.values[i], ", but features must be finite");
  return out;
}

}  // namespace gan::metric
