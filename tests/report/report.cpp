/// The logic of the programs `train` and `report` that decides what a report says.
#include <cmath>
#include <fstream>

#include "../../examples/report/agreement.hpp"
#include "../../examples/report/pictures.hpp"
#include "../../examples/report/runs.hpp"
#include "../../examples/report/table.hpp"
#include "../../examples/train/training_log.hpp"
#include "../catch.hpp"

namespace fs = std::filesystem;

namespace {

/// An empty folder that goes with the test.
struct Folder {
  fs::path path;
  explicit Folder(char const* name) : path(fs::temp_directory_path() / name) {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
};

void write(fs::path const& file, std::string const& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

std::string facts(char const* system, char const* data, int seed, char const* length) {
  return gan::sentence("system,", system, "\ndata,", data, "\nseed,", seed, "\nsteps,100\nlength,", length,
                       "\nsettings,width=16\n");
}

}  // namespace

TEST_CASE("a cell is the mean, and of several runs the least and the largest") {
  std::vector<Numbers> const runs{{{"a", 1}, {"e", .5}}, {{"a", 2.25}, {"e", 1.5}}, {{"a", 7}, {"e", 1}, {"b", 3}}};
  CHECK(cell(runs, {"a", 2}) == "3.42 (1.00 to 7.00)");
  CHECK(cell(runs, {"a", 1, "e"}) == "3.4 (1.0 to 7.0) ± 1.0");
  CHECK(cell(runs, {"b", 0}) == "3");  // of the only run that has it
  CHECK(cell(runs, {"c", 2}).empty());
  CHECK(cell({{{"a", INFINITY}}}, {"a", 2}) == "inf");
}

TEST_CASE("a table leaves out lines without any of its numbers, and is empty without lines") {
  std::vector<Line> const lines{{{"first"}, {{{"a", 1}}}}, {{"second"}, {{{"b", 2}}}}, {{"third"}, {{{"a", 3}, {"b", 4}}}}};
  CHECK(table({"system"}, {{"a", 0}}, lines) == "| system | a |\n|---|---|\n| first | 1 |\n| third | 3 |\n");
  CHECK(table({"system"}, {{"c", 0}}, lines).empty());
}

TEST_CASE("the log of an interrupted training is read as that of one training") {
  Folder const folder("gan-report-log");
  auto const file = folder.path / "training.csv";
  // 40 steps, of which the checkpoint had 25; then 30 more from there, and at last 20 from the checkpoint of step 50.
  write(file,
        "step,epoch,seconds,d x\n10,0,1,5\n20,0,2,6\n30,0,3,7\n40,0,4,8\n"
        "30,0,.5,70\n40,0,1.5,80\n50,0,2.5,90\n"
        "60,0,1,91\n70,0,2,92\n75,0,2");
  auto const log = read_training_log(file.string());
  CHECK(log.columns == std::vector<std::string>{"step", "epoch", "seconds", "d x"});
  std::vector<std::vector<double>> const expected{{10, 0, 1, 5},    {20, 0, 2, 6},    {30, 0, 2.5, 70}, {40, 0, 3.5, 80},
                                                  {50, 0, 4.5, 90}, {60, 0, 5.5, 91}, {70, 0, 6.5, 92}};
  CHECK(log.rows == expected);  // without the line that was cut
  CHECK(log.seconds_until(5) == 0);
  CHECK(log.seconds_until(45) == 3.5);
  CHECK(log.seconds_until(1000) == 6.5);
  CHECK(read_training_log((folder.path / "none.csv").string()).rows.empty());
}

TEST_CASE("a training that goes on gets the steps that its speed foretells") {
  CHECK(steps_left(1, 100, 30) == 100);
  CHECK(steps_left(1, 100, 60) == 0);
  CHECK(steps_left(1, 100, 90) == 0);  // of a longer budget before
  CHECK(steps_left(0, 100, 30) == -1);
  CHECK(steps_left(1, 0, 30) == -1);
  CHECK(steps_left(1, 5, 0) == -1);
}

TEST_CASE("codes agree with classes under the best greedy map of one to the other") {
  std::vector<int> codes, classes;
  for (int i = 0; i < 60; ++i) {
    codes.push_back(i % 3);
    classes.push_back((i + 1) % 3);  // a permutation
  }
  CHECK(greedy_agreement(codes, classes, 3) == Approx(1));
  CHECK(greedy_agreement(codes, std::vector<int>(60, 2), 3) == Approx(1. / 3));  // one code gets the class, the others none
  classes[0] = 0, classes[1] = 0;
  CHECK(greedy_agreement(codes, classes, 3) == Approx(58. / 60));
}

TEST_CASE("runs are found in any depth and joined by system, data, length and settings") {
  Folder const folder("gan-report-runs");
  write(folder.path / "one/gan/digits/seed-2/run.csv", facts("gan", "mnist", 2, "1 minute"));
  write(folder.path / "one/gan/digits/seed-1/run.csv", facts("gan", "digits", 1, "1 minute"));
  write(folder.path / "one/gan/ring/seed-1/run.csv", facts("gan", "ring", 1, "1 minute"));
  write(folder.path / "other/gan/digits/seed-3/run.csv", facts("gan", "digits", 3, "1 minute"));
  write(folder.path / "other/long/run.csv", facts("gan", "digits", 1, "9 minutes"));
  write(folder.path / "one/gan/digits/seed-4/training.csv", "step\n");  // not complete
  auto const runs = find_runs({(folder.path / "one").string(), (folder.path / "other").string(), folder.path.string()});
  CHECK(runs.size() == 5);
  auto const rows = rows_of(runs);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].length == "1 minute");
  REQUIRE(rows[0].runs.size() == 3);
  for (int i = 0; i < 3; ++i) CHECK(rows[0].runs[static_cast<std::size_t>(i)]->number("seed") == i + 1);
  CHECK(rows[1].length == "9 minutes");
  CHECK(rows[2].data == "ring");
  CHECK_THROWS_AS(find_runs({(folder.path / "nothing").string()}), gan::FileError);
  CHECK_THROWS_AS(rows[0].runs[0]->number("system"), gan::FileError);
}

TEST_CASE("what was measured is kept until there is something newer to measure") {
  Folder const folder("gan-report-metrics");
  CHECK(measured_before(folder.path).empty());
  write(folder.path / "generated.safetensors", "x");
  Numbers const numbers{{"Frechet distance: error [a, b]", 1.25}, {"KL", INFINITY}};
  CHECK_THROWS_AS(keep_measured(folder.path, numbers), gan::Error);  // a name with a comma could not be read again
  Numbers const kept{{"Frechet distance: error [a]", 1.25}, {"KL", INFINITY}};
  keep_measured(folder.path, kept);
  CHECK(measured_before(folder.path) == kept);
  auto const later = fs::last_write_time(folder.path / "metrics.csv") + std::chrono::seconds(5);
  write(folder.path / "checkpoint.safetensors", "x");
  fs::last_write_time(folder.path / "checkpoint.safetensors", later);
  CHECK(measured_before(folder.path) == kept);
  fs::last_write_time(folder.path / "generated.safetensors", later);
  CHECK(measured_before(folder.path).empty());
  fs::remove(folder.path / "generated.safetensors");  // a run of another machine, without its samples
  CHECK(measured_before(folder.path) == kept);
}

TEST_CASE("pictures side by side keep their pixels") {
  gan::io::Picture const a{2, 1, 1, {10, 20}}, b{1, 2, 1, {30, 40}};
  auto const row = tiled({a, b}, 2, 255);
  CHECK(row.width == 2 + 8 + 1);
  CHECK(row.height == 2);
  CHECK(row.pixels[0] == 10);
  CHECK(row.pixels[1] == 20);
  CHECK(row.pixels[10] == 30);
  CHECK(row.pixels[21] == 40);
  CHECK(row.pixels[5] == 255);
  auto const column = tiled({a, b}, 1, 7);
  CHECK(column.width == 2);
  CHECK(column.height == 2 + 8 + 2);
  CHECK(column.pixels[2 * 10] == 30);
  CHECK(column.pixels[2 * 11] == 40);
  CHECK(column.pixels[2 * 10 + 1] == 7);
  auto const levels = gan::io::Picture(in_levels({4, 1, 1, {0, 100, 127, 255}}, 3));
  CHECK(levels.pixels == gan::io::Bytes{0, 127, 127, 255});
}
