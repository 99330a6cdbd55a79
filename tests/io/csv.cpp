#include <cmath>
#include <cstdlib>

#include <gan/io/csv.hpp>

#include "io/files.hpp"

using namespace gan;

TEST_CASE("CsvWriter: a header, then every row at once on the disk") {
  TemporaryFolder folder;
  std::string path = folder / "log.csv";
  io::CsvWriter log(path, {"step", "loss, \"D\"", "x"});
  std::string header = "step,\"loss, \"\"D\"\"\",x\n";
  CHECK(read_text(path) == header);
  log.row({1, 0.25, -1e-7});
  CHECK(read_text(path) == header + "1,0.25,-1e-07\n");
  log.row({123456789012, -std::nan(""), -INFINITY});
  CHECK(read_text(path) == header + "1,0.25,-1e-07\n123456789012,nan,-inf\n");
  check_refusal<OptionError>([&] { log.row({1, 2}); }, {path, "3 values", "not 2"});
  check_refusal<OptionError>([&] { io::CsvWriter(path, {}); }, {path, "at least one column"});
  check_refusal<FileError>([&] { io::CsvWriter(folder / "no/log.csv", {"a"}); }, {folder / "no/log.csv", "cannot be written"});
}

TEST_CASE("CsvWriter: a log is continued after its last whole row") {
  TemporaryFolder folder;
  std::string path = folder / "log.csv";
  io::CsvWriter(path, {"a", "b"}, io::Log::append).row({1, 2});
  io::CsvWriter(path, {"a", "b"}, io::Log::append).row({3, 4});
  CHECK(read_text(path) == "a,b\n1,2\n3,4\n");
  std::ofstream(path, std::ios::app) << "5,";  // as a program leaves it that dies
  io::CsvWriter(path, {"a", "b"}, io::Log::append).row({5, 6});
  CHECK(read_text(path) == "a,b\n1,2\n3,4\n5,6\n");
  folder.write("log.csv", "a,");
  io::CsvWriter(path, {"a", "b"}, io::Log::append).row({7, 8});
  CHECK(read_text(path) == "a,b\n7,8\n");
  check_refusal<FileError>([&] { io::CsvWriter(path, {"a", "c"}, io::Log::append); }, {path, "offset 0", "a,c"});
  CHECK(read_text(path) == "a,b\n7,8\n");
  io::CsvWriter(path, {"c"}).row({9});
  CHECK(read_text(path) == "c\n9\n");
}

TEST_CASE("CsvWriter: floats come back as they were") {
  TemporaryFolder folder;
  io::CsvWriter log(folder / "log.csv", {"x"});
  std::vector<float> values{0.1f, 1.0f / 3, 16777216.0f, 1e-38f, 3.4e38f, -7.25f};
  for (float value : values) log.row({static_cast<double>(value)});
  std::ifstream in(folder / "log.csv");
  std::string line;
  std::getline(in, line);
  for (float value : values) {
    std::getline(in, line);
    CHECK(std::strtof(line.c_str(), nullptr) == value);
  }
}
