#pragma once
/// Named tensors in a file: the safetensors format (https://github.com/huggingface/safetensors). Eight bytes of header length
/// (little endian), a flat JSON header {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...,
/// "__metadata__": {"key": "value"}}, then the values, little endian, without gaps.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gan/core/error.hpp>
#include <gan/core/shape.hpp>
#include <gan/io/file.hpp>
#include <gan/io/json_cursor.hpp>
#include <gan/io/safe_tensor.hpp>

namespace gan::io {

namespace detail {

/// The first name in alphabetical order that stands twice, or a string_view without data.
inline std::string_view first_twice(std::vector<std::string_view> names) {
  std::sort(names.begin(), names.end());
  auto twice = std::adjacent_find(names.begin(), names.end());
  return twice == names.end() ? std::string_view{} : *twice;
}

}  // namespace detail

/// The content of a safetensors file, in the order of its header.
class SafeTensors {
 public:
  SafeTensors(SafeTensors&&) = default;
  SafeTensors& operator=(SafeTensors&&) = default;

  std::vector<SafeTensor> const& tensors() const { return tensors_; }
  Metadata const& metadata() const { return metadata_; }

  /// The tensor of this name, or nullptr.
  SafeTensor const* find(std::string_view name) const {
    for (SafeTensor const& tensor : tensors_)
      if (tensor.name == name) return &tensor;
    return nullptr;
  }
  /// The tensor of this name; throws FileError where there is none.
  SafeTensor const& at(std::string_view name) const {
    SafeTensor const* tensor = find(name);
    require_file(tensor != nullptr, path_, "has no tensor ", quoted(name));
    return *tensor;
  }
  /// The value of a metadata key, or nullptr.
  std::string const* find_metadata(std::string_view key) const {
    for (auto const& [name, value] : metadata_)
      if (name == key) return &value;
    return nullptr;
  }

 private:
  friend SafeTensors read_safetensors(std::string const& path);
  explicit SafeTensors(std::string path) : path_(std::move(path)), bytes_(read_file(path_)) { parse(); }

  static constexpr std::uint64_t longest_header = 100'000'000;  // as in the reference implementation

  void parse() {
    require_file(!bytes_.empty(), path_, "is empty, a safetensors file was expected");
    require_at(bytes_.size() >= 8, path_, bytes_.size(), "is truncated inside the 8 bytes of the header's length");
    std::uint64_t length = 0;
    std::memcpy(&length, bytes_.data(), 8);
    require_at(length <= longest_header, path_, 0, "the header's length is ", length, ", but at most ", longest_header,
               " was expected");
    require_at(length <= bytes_.size() - 8, path_, bytes_.size(), "is truncated: the header needs ", 8 + length, " bytes");
    JsonCursor json({reinterpret_cast<char const*>(bytes_.data()) + 8, static_cast<std::size_t>(length)}, path_, 8);
    require_at(length > 0 && bytes_[8] == '{', path_, 8, "the header must begin with '{'");
    data_ = std::span(bytes_).subspan(8 + static_cast<std::size_t>(length));

    bool has_metadata = false;
    auto entry = [&](std::string name, std::uint64_t at) {
      if (name != "__metadata__") return parse_tensor(json, std::move(name));
      require_at(!has_metadata, path_, at, "__metadata__ stands twice in the header");
      has_metadata = true;
      parse_metadata(json);
    };
    parse_object(json, entry);
    json.expect_end();
    check_names();
    check_layout();
  }

  /// An object: calls `value(key, offset of the key)` at every value.
  template <class F> static void parse_object(JsonCursor& json, F value) {
    json.expect('{');
    if (json.accept('}')) return;
    do {
      std::uint64_t at = json.offset();
      std::string key = json.string();
      json.expect(':');
      value(std::move(key), at);
    } while (json.accept(','));
    json.expect('}');
  }

  void parse_metadata(JsonCursor& json) {
    parse_object(json, [&](std::string key, std::uint64_t) {
      std::string value = json.string();
      metadata_.emplace_back(std::move(key), std::move(value));
    });
  }

  void parse_tensor(JsonCursor& json, std::string name) {
    SafeTensor tensor;
    tensor.name = std::move(name);
    std::uint64_t begin = 0, end = 0, offsets_at = 0, elements = 0;
    bool has_dtype = false, has_shape = false, has_offsets = false;
    auto once = [&](bool& has, std::string const& key, std::uint64_t at) {
      require_at(!has, path_, at, "tensor ", quoted(tensor.name), " has ", key, " twice");
      has = true;
    };
    parse_object(json, [&](std::string const& key, std::uint64_t at) {
      if (key == "dtype") {
        once(has_dtype, key, at);
        std::string text = json.string();
        auto known =
            std::find_if(std::begin(dtype_facts), std::end(dtype_facts), [&](auto const& d) { return text == d.name; });
        require_at(known != std::end(dtype_facts), path_, at, "tensor ", quoted(tensor.name), " has the unknown dtype ",
                   quoted(text));
        tensor.dtype = static_cast<DType>(known - std::begin(dtype_facts));
      } else if (key == "shape") {
        once(has_shape, key, at);
        elements = parse_shape(json, tensor, at);
      } else {
        require_at(key == "data_offsets", path_, at, "tensor ", quoted(tensor.name), " has the unknown key ", quoted(key));
        once(has_offsets, key, at);
        offsets_at = at;
        json.expect('[');
        begin = static_cast<std::uint64_t>(json.integer());
        json.expect(',');
        end = static_cast<std::uint64_t>(json.integer());
        json.expect(']');
      }
    });
    json.require_here(has_dtype && has_shape && has_offsets, "tensor ", quoted(tensor.name), " has no ",
                      !has_dtype   ? "dtype"
                      : !has_shape ? "shape"
                                   : "data_offsets");
    std::uint64_t needed = elements * static_cast<std::uint64_t>(facts(tensor.dtype).size);
    require_at(begin <= end && end - begin == needed, path_, offsets_at, "tensor ", quoted(tensor.name), " of shape ",
               tensor.shape.text(), " and ", facts(tensor.dtype).name, " needs ", needed, " bytes, but its data_offsets are [",
               begin, ", ", end, "]");
    require_at(end <= data_.size(), path_, offsets_at, "the data of tensor ", quoted(tensor.name), " end at byte ", end,
               " of the data, but there are ", data_.size(), " (a truncated file?)");
    tensor.bytes = data_.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    tensors_.push_back(std::move(tensor));
  }

  /// The number of values.
  std::uint64_t parse_shape(JsonCursor& json, SafeTensor& tensor, std::uint64_t at) const {
    std::uint64_t elements = 1, limit = std::uint64_t{1} << 59;  // eight bytes each still fit 63 bits
    bool empty = false;
    json.expect('[');
    if (json.accept(']')) return elements;
    do {
      auto size = json.integer();
      auto factor = static_cast<std::uint64_t>(size == 0 ? 1 : size);
      require_at(tensor.shape.rank() < Shape::max_rank, path_, at, "tensor ", quoted(tensor.name), " has more than ",
                 Shape::max_rank, " dimensions");
      require_at(elements <= limit / factor, path_, at, "the shape of tensor ", quoted(tensor.name), " is too large");
      tensor.shape.push_back(size);
      elements *= factor;
      empty = empty || size == 0;
    } while (json.accept(','));
    json.expect(']');
    return empty ? 0 : elements;
  }

  void check_names() const {
    std::vector<std::string_view> names, keys;
    for (SafeTensor const& tensor : tensors_) names.push_back(tensor.name);
    for (auto const& [key, value] : metadata_) keys.push_back(key);
    std::string_view name = detail::first_twice(names), key = detail::first_twice(keys);
    require_at(name.data() == nullptr, path_, 8, "tensor ", quoted(name), " stands twice in the header");
    require_at(key.data() == nullptr, path_, 8, "the metadata key ", quoted(key), " stands twice in the header");
  }

  /// The tensors must cover the data: no two overlap, nothing lies between or behind them.
  void check_layout() const {
    std::vector<SafeTensor const*> order;
    for (SafeTensor const& tensor : tensors_) order.push_back(&tensor);
    auto begin = [&](SafeTensor const* tensor) { return static_cast<std::uint64_t>(tensor->bytes.data() - data_.data()); };
    auto end = [&](SafeTensor const* tensor) { return begin(tensor) + tensor->bytes.size(); };
    std::sort(order.begin(), order.end(),
              [&](auto a, auto b) { return std::pair(begin(a), end(a)) < std::pair(begin(b), end(b)); });
    std::uint64_t start = bytes_.size() - data_.size(), last = 0;
    for (SafeTensor const* tensor : order) {
      require_at(begin(tensor) >= last, path_, start + begin(tensor), "the data of tensor ", quoted(tensor->name),
                 " overlap those before");
      require_at(begin(tensor) == last, path_, start + last, "there is a gap of ", begin(tensor) - last,
                 " bytes before tensor ", quoted(tensor->name));
      last = end(tensor);
    }
    require_at(last == data_.size(), path_, start + last, "the last tensor ends here, but ", data_.size() - last,
               " bytes follow");
  }

  std::string path_;
  Bytes bytes_;
  std::span<unsigned char const> data_;  // what stands behind the header
  std::vector<SafeTensor> tensors_;
  Metadata metadata_;
};

/// Reads a safetensors file. Throws FileError, with the offset, where anything in it is not exactly as the format says.
inline SafeTensors read_safetensors(std::string const& path) { return SafeTensors(path); }

/// Writes a safetensors file, atomically: wider types first, so that every value lies at a multiple of its size, else in the
/// given order. Throws OptionError where a name stands twice or is not UTF-8, ShapeError where bytes and shape differ,
/// FileError where it cannot write.
inline void write_safetensors(std::string const& path, std::vector<SafeTensor> const& tensors, Metadata const& metadata = {}) {
  std::vector<std::string_view> names{"__metadata__"}, keys;
  for (SafeTensor const& tensor : tensors) {
    auto size = static_cast<std::uint64_t>(tensor.shape.count()) * static_cast<std::uint64_t>(facts(tensor.dtype).size);
    require<ShapeError>(tensor.bytes.size() == size, path, ": tensor ", quoted(tensor.name), " of shape ", tensor.shape.text(),
                        " and ", facts(tensor.dtype).name, " needs ", size, " bytes, not ", tensor.bytes.size());
    names.push_back(tensor.name);
  }
  for (auto const& [key, value] : metadata) {
    keys.push_back(key);
    require<OptionError>(is_utf8(value), path, ": the value of the metadata key ", quoted(key), " must be UTF-8");
  }
  for (auto const* list : {&names, &keys}) {
    for (std::string_view name : *list) require<OptionError>(is_utf8(name), path, ": the name '", name, "' must be UTF-8");
    std::string_view twice = detail::first_twice(*list);
    require<OptionError>(twice.data() == nullptr, path, ": the name ", quoted(twice), " would stand twice in the file");
  }
  std::vector<SafeTensor const*> order;
  for (int size : {8, 4, 2, 1})
    for (SafeTensor const& tensor : tensors)
      if (facts(tensor.dtype).size == size) order.push_back(&tensor);

  std::string header = "{";
  if (!metadata.empty()) {
    header += "\"__metadata__\":{";
    for (auto const& [key, value] : metadata) header += json_string(key) + ':' + json_string(value) + ',';
    header.back() = '}';
    header += ',';
  }
  std::uint64_t at = 0;
  for (SafeTensor const* tensor : order) {
    header += json_string(tensor->name) + ":{\"dtype\":\"" + facts(tensor->dtype).name + "\",\"shape\":[";
    for (int i = 0; i < tensor->shape.rank(); ++i) header += (i ? "," : "") + std::to_string(tensor->shape[i]);
    header += "],\"data_offsets\":[" + std::to_string(at) + ',' + std::to_string(at + tensor->bytes.size()) + "]},";
    at += tensor->bytes.size();
  }
  if (header.back() == ',') header.pop_back();
  header += '}';
  header.resize((header.size() + 7) / 8 * 8, ' ');

  std::uint64_t length = header.size();
  AtomicFile file(path);
  file.write(&length, 8);
  file.write(header);
  for (SafeTensor const* tensor : order) file.write(tensor->bytes.data(), tensor->bytes.size());
  file.commit();
}

}  // namespace gan::io
