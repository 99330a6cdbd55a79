#pragma once
/// Files as the library uses them: read whole, written whole or not at all. POSIX calls, because <filesystem> would double the
/// time that an include of the library costs.
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gan/core/error.hpp>

namespace gan::io {

using Bytes = std::vector<unsigned char>;

/// Throws a FileError "path: parts..." unless `condition` holds.
template <class... Parts> void require_file(bool condition, std::string const& path, Parts const&... parts) {
  require<FileError>(condition, path, ": ", parts...);
}

/// Throws a FileError "path, offset o: parts..." unless `condition` holds; offsets count bytes from the file's start.
template <class... Parts>
void require_at(bool condition, std::string const& path, std::uint64_t offset, Parts const&... parts) {
  require<FileError>(condition, path, ", offset ", offset, ": ", parts...);
}

inline bool exists(std::string const& path) {
  struct stat info;
  return ::stat(path.c_str(), &info) == 0;
}

inline bool is_folder(std::string const& path) {
  struct stat info;
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

/// `folder`/`name`, with one slash between them.
inline std::string join(std::string const& folder, std::string const& name) {
  if (folder.empty() || folder.back() == '/') return folder + name;
  return folder + '/' + name;
}

/// Names of all entries of a folder in sorted order, without "." and ".."; throws FileError where it cannot be listed.
inline std::vector<std::string> list_folder(std::string const& folder) {
  DIR* directory = ::opendir(folder.c_str());
  require_file(directory != nullptr, folder, "the folder cannot be listed: ", std::strerror(errno));
  std::vector<std::string> names;
  while (dirent const* entry = ::readdir(directory)) {
    std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  ::closedir(directory);
  std::sort(names.begin(), names.end());
  return names;
}

/// Makes the folder and all folders above it that do not exist yet; throws FileError where it cannot.
inline void make_folders(std::string const& folder) {
  for (std::size_t end = 0; end != std::string::npos;) {
    end = folder.find('/', end + 1);
    std::string part = folder.substr(0, end);
    if (part.empty() || is_folder(part)) continue;
    bool made = ::mkdir(part.c_str(), 0777) == 0;
    int reason = errno;
    require_file(made || is_folder(part), part, "the folder cannot be made: ", std::strerror(reason));
  }
}

/// All bytes of a file. Throws FileError where it is missing, a folder, or not readable.
inline Bytes read_file(std::string const& path) {
  require_file(!is_folder(path), path, "is a folder, not a file");
  std::FILE* file = std::fopen(path.c_str(), "rb");
  require_file(file != nullptr, path, "cannot be opened: ", std::strerror(errno));
  Bytes bytes;
  struct stat info;
  if (::fstat(::fileno(file), &info) == 0 && info.st_size > 0) bytes.reserve(static_cast<std::size_t>(info.st_size) + 1);
  for (std::size_t got = 1; got > 0;) {  // until the end, so that a pipe, whose size is not known, is read as well
    std::size_t have = bytes.size();
    bytes.resize(std::max(bytes.capacity(), have + (std::size_t{1} << 16)));
    got = std::fread(bytes.data() + have, 1, bytes.size() - have, file);
    bytes.resize(have + got);
  }
  bool failed = std::ferror(file) != 0;
  int reason = errno;
  std::fclose(file);
  require_file(!failed, path, "cannot be read: ", std::strerror(reason));
  return bytes;
}

/// A file that appears under its name only when it is complete: written to a temporary beside, renamed by `commit`. Without a
/// commit (an exception on the way) the temporary is removed and whatever stood there before stays.
class AtomicFile {
 public:
  /// Throws FileError where the folder does not exist or cannot be written.
  explicit AtomicFile(std::string path) : path_(std::move(path)) {
    require_file(!is_folder(path_), path_, "is a folder, so no file can be written there");
    for (int attempt = 0; attempt < 100 && !file_; ++attempt) {
      temporary_ = path_ + ".tmp-" + std::to_string(::getpid()) + '-' + std::to_string(attempt);
      file_ = std::fopen(temporary_.c_str(), "wbx");  // x: never open a file that exists
      if (!file_ && errno != EEXIST) break;
    }
    require_file(file_ != nullptr, path_, "cannot be written: ", std::strerror(errno));
  }
  AtomicFile(AtomicFile const&) = delete;
  AtomicFile& operator=(AtomicFile const&) = delete;
  ~AtomicFile() {
    if (!file_) return;
    std::fclose(file_);
    ::unlink(temporary_.c_str());
  }

  /// Appends `size` bytes; throws FileError where the disk does not take them.
  void write(void const* bytes, std::size_t size) {
    bool done = size == 0 || std::fwrite(bytes, 1, size, file_) == size;
    require_file(done, path_, "cannot be written: ", std::strerror(errno));
  }
  void write(std::string_view text) { write(text.data(), text.size()); }

  /// Gives the file its name. Throws FileError, and removes the temporary, where that fails.
  void commit() {
    bool closed = std::fclose(std::exchange(file_, nullptr)) == 0;
    if (closed && std::rename(temporary_.c_str(), path_.c_str()) == 0) return;
    int reason = errno;
    ::unlink(temporary_.c_str());
    require_file(false, path_, "cannot be written: ", std::strerror(reason));
  }

 private:
  std::string path_, temporary_;
  std::FILE* file_ = nullptr;
};

/// Writes a whole file: afterwards `path` holds exactly these bytes, or (FileError) what it held before.
inline void write_file_atomically(std::string const& path, void const* bytes, std::size_t size) {
  AtomicFile file(path);
  file.write(bytes, size);
  file.commit();
}
inline void write_file_atomically(std::string const& path, std::string_view text) {
  write_file_atomically(path, text.data(), text.size());
}

}  // namespace gan::io
