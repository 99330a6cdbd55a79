#include <csignal>

#include <sys/resource.h>
#include <unistd.h>

#include <gan/io/file.hpp>

#include "io/files.hpp"

using namespace gan;

TEST_CASE("read_file: reads every byte of a file") {
  TemporaryFolder folder;
  std::string bytes(200'000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * i % 251);
  io::Bytes read = io::read_file(folder.write("a", bytes));
  CHECK(std::string(read.begin(), read.end()) == bytes);
  CHECK(io::read_file(folder.write("empty", "")).empty());
}

TEST_CASE("read_file: refuses what is no readable file") {
  TemporaryFolder folder;
  check_refusal<FileError>([&] { io::read_file(folder / "missing"); },
                           {folder / "missing", "cannot be opened", "No such file"});
  check_refusal<FileError>([&] { io::read_file(folder.path()); }, {folder.path(), "is a folder"});
  if (::geteuid() != 0) {  // root may read everything
    std::string path = folder.write("locked", "x");
    std::filesystem::permissions(path, std::filesystem::perms::none);
    check_refusal<FileError>([&] { io::read_file(path); }, {path, "cannot be opened", "Permission denied"});
  }
}

TEST_CASE("write_file_atomically: replaces a file and leaves nothing else") {
  TemporaryFolder folder;
  io::write_file_atomically(folder / "a", "first");
  io::write_file_atomically(folder / "a", "second");
  CHECK(read_text(folder / "a") == "second");
  CHECK(folder.entries() == 1);
}

TEST_CASE("AtomicFile: without a commit the old file stays and the temporary goes") {
  TemporaryFolder folder;
  std::string path = folder.write("a", "old");
  {
    io::AtomicFile file(path);
    file.write("new");
    CHECK(folder.entries() == 2);
  }
  CHECK(read_text(path) == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("AtomicFile: a full disk leaves the old file and no temporary") {
  TemporaryFolder folder;
  std::string path = folder.write("a", "old");
  rlimit before;
  ::getrlimit(RLIMIT_FSIZE, &before);
  auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 1000;
  ::setrlimit(RLIMIT_FSIZE, &small);
  std::string caught_large, caught_small;
  try {
    io::write_file_atomically(path, std::string(1'000'000, 'x'));
  } catch (FileError const& error) {
    caught_large = error.what();
  }
  try {  // small enough to wait in the buffer: fails when the file is closed
    io::write_file_atomically(path, std::string(1500, 'x'));
  } catch (FileError const& error) {
    caught_small = error.what();
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK(caught_large.find(path + ": cannot be written: File too large") == 0);
  CHECK(caught_small.find(path + ": cannot be written: File too large") == 0);
  CHECK(read_text(path) == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("AtomicFile: refuses places where no file can be") {
  TemporaryFolder folder;
  check_refusal<FileError>([&] { io::write_file_atomically(folder / "no/file", "x"); },
                           {folder / "no/file", "cannot be written", "No such file"});
  check_refusal<FileError>([&] { io::write_file_atomically(folder.path(), "x"); }, {folder.path(), "is a folder"});
}

TEST_CASE("list_folder, make_folders, join") {
  TemporaryFolder folder;
  io::make_folders(folder / "a/b/c");
  io::make_folders(folder / "a/b/c/");
  io::make_folders("");
  CHECK(io::is_folder(folder / "a/b/c"));
  for (char const* name : {"z", "b", "a10", "a2", ".hidden"}) folder.write("a/" + std::string(name) + "x", "");
  CHECK(io::list_folder(folder / "a") == std::vector<std::string>{".hiddenx", "a10x", "a2x", "b", "bx", "zx"});
  check_refusal<FileError>([&] { io::list_folder(folder / "none"); }, {folder / "none", "cannot be listed"});
  check_refusal<FileError>([&] { io::make_folders(folder / "a/zx/d"); }, {folder / "a/zx", "cannot be made"});
  CHECK(io::join("a", "b") == "a/b");
  CHECK(io::join("a/", "b") == "a/b");
  CHECK(io::join("", "b") == "b");
}
