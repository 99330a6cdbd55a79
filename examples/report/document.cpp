#include "document.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <tuple>

#include <gan/io/file.hpp>

#include "measure.hpp"
#include "pictures.hpp"
#include "table.hpp"

namespace fs = std::filesystem;

namespace {

std::string joined(std::vector<std::string> const& parts) {
  std::string out;
  for (auto const& part : parts) out += (out.empty() ? "" : "; ") + part;
  return out;
}

std::string counted(std::size_t n, std::string const& what) { return std::to_string(n) + " " + what + (n == 1 ? "" : "s"); }

/// "1 minute (width=16)": what the runs of a row have in common beside their system.
std::string budget(std::string const& length, std::string const& settings) {
  return length + (settings.empty() ? "" : " (" + settings + ")");
}

/// Where, when and for how long the runs were trained, a line for each machine and budget.
std::string origins(std::vector<Run> const& runs) {
  using Key = std::tuple<std::string, std::string, std::string, std::string, std::string>;
  struct Dates {
    std::size_t count = 0;
    std::string first = "9", last;
  };
  std::map<Key, Dates> all;
  for (auto const& run : runs) {
    Dates& to = all[{run.fact("processor"), run.fact("cores"), run.fact("threads"), run.fact("length"), run.fact("settings")}];
    ++to.count;
    to.first = std::min(to.first, run.fact("date")), to.last = std::max(to.last, run.fact("date"));
  }
  std::string out;
  for (auto const& [key, dates] : all) {
    auto const& [processor, cores, threads, length, settings] = key;
    out += "- " + counted(dates.count, "run") + " of " + budget(length, settings) + ", each with " + threads +
           (threads == "1" ? " thread" : " threads") + ", on " + processor + " (" + cores + " cores), " + dates.first +
           (dates.first == dates.last ? "" : " to " + dates.last) + "\n";
  }
  return out;
}

Line line_of(Row const& row) {
  std::set<std::string> seeds;
  std::vector<Numbers> numbers;
  for (Run const* run : row.runs) {
    seeds.insert(run->fact("seed"));
    numbers.push_back(run->numbers);
    numbers.back()["steps"] = run->number("steps");
  }
  std::string count = std::to_string(seeds.size());
  if (seeds.size() != row.runs.size()) count += " in " + std::to_string(row.runs.size()) + " runs";
  return {{row.system, count, cell(numbers, {"steps", 0})}, numbers};
}

/// How many samples the runs were measured with.
std::string samples_text(std::vector<Line> const& lines) {
  std::set<double> counts;
  for (auto const& line : lines)
    for (auto const& run : line.runs)
      if (auto it = run.find(measured::samples); it != run.end()) counts.insert(it->second);
  std::string out;
  for (double count : counts) out += (out.empty() ? "" : " or ") + gan::sentence(count);
  return out.empty() ? "" : "\nEach line is of " + out + " samples per seed.\n";
}

constexpr char const* opening =
    R"(The budget is small, so the tables tell what each system reaches in it and not how good it can become. Cells are the mean over
the seeds and, in brackets, the least and the largest. Pictures and curves are of the first seed.
)";
constexpr char const* on_digits = R"(, every second one, in the features of the
classifier whose weights are `assets/digit_classifier.safetensors` (`gan::systems::digit_classifier`); its name is part of each
number's, for such numbers can be compared with each other alone. Behind ± stands half of the 95 % bootstrap interval of one run's
distance (100 resamples of its samples). Agreement is the part of the samples that the classifier reads as the class they were asked
for or, where a system has a code in the place of classes, as the class that the code's value was given greedily. Precision is high,
too, where all samples are alike; recall and coverage then are not. The first lines are real digits, for scale; the classifier has
learnt from the training digits.

)";
constexpr char const* on_reconstructions = R"(
## Reconstructions

Of the first 1000 test digits. `all-conditionals` completes digits of which half of the pixels are missing, and the given pixels count
too. `p2gan` draws from each digit's posterior a sample that need not look like the digit. Class kept is the part of the results that
the classifier reads as the digit's label.

)";
constexpr char const* on_reading = R"(
## Test digits read

How often a system's own guess for a test digit, of 10,000, is its label. The values of a code are given to labels greedily.

)";
constexpr char const* on_mixtures = R"(
## Mixtures

Of 2500 samples. One within three deviations of the nearest mode is of high quality, as are 98.9 % of the mixture's own; a mode is
found where there is one of these. KL is that of their modes to equal shares. The ring has 8 modes of deviation .02 on a circle of
radius 2, the grid 25 of deviation .01768 that are .7071 apart.

)";

std::string text_of(char const* picture) {
  std::string const name = picture;
  if (name == "classes") return "a class per column";
  if (name == "code-0") return "the code of ten values, one per column";
  if (name == "code-1" || name == "code-2")
    return std::string(name == "code-1" ? "the first" : "the second") + " continuous code from -2 to 2";
  if (name == "reconstructions") return "rows of test digits and under each what the system makes of it";
  if (name == "between") return "ways between the codes of two test digits";
  return name;
}

}  // namespace

void write_document(std::string const& path, std::vector<Run> const& runs,
                    std::vector<std::pair<std::string, Numbers>> const& real, std::string const& digits_name,
                    std::string const& command) {
  fs::path const report = path, stem = report.stem(), pictures = report.parent_path() / stem;
  fs::create_directories(pictures);
  auto const rows = rows_of(runs);
  std::set<std::pair<std::string, std::string>> budgets;
  for (auto const& row : rows) budgets.insert({row.length, row.settings});

  std::vector<Line> digits, mixtures;
  std::vector<Row> mixture_rows;
  for (auto const& [name, numbers] : real) digits.push_back({{name, "", ""}, {numbers}});
  for (auto const& row : rows) {
    Line line = line_of(row);
    if (budgets.size() > 1) line.texts[0] += ", " + budget(row.length, row.settings);
    if (row.data == "digits") digits.push_back(line);
    else line.texts[0] += " on " + row.data, mixtures.push_back(line), mixture_rows.push_back(row);
  }
  std::vector<std::string> const heads{"system", "seeds", "steps"};

  std::string out = "# The systems, measured\n\n";
  if (!command.empty()) out += "Made by `" + command + "`:\n\n";
  out += origins(runs) + "\n" + opening;
  auto add_table = [&](char const* text, std::vector<Column> const& columns, std::vector<Line> const& lines) {
    auto const t = table(heads, columns, lines);
    if (!t.empty()) out += text + t;
    return !t.empty();
  };
  double const half = real.empty() ? 0 : real.front().second.at(measured::samples);
  out += "\n## Digits\n\nGenerated digits are compared with " + gan::sentence(half) + " test digits of " + digits_name;
  add_table(on_digits,
            {{measured::frechet, 1, measured::frechet_error},
             {measured::score, 2},
             {measured::precision, 2},
             {measured::recall, 2},
             {measured::coverage, 2},
             {measured::agreement, 2}},
            digits);
  out += samples_text(digits);
  add_table(on_reconstructions, {{measured::psnr, 2}, {measured::ssim, 3}, {measured::kept, 2}}, digits);
  add_table(on_reading, {{measured::read, 3}}, digits);
  if (add_table(on_mixtures, {{measured::modes, 1}, {measured::all_modes, 0}, {measured::quality, 3}, {measured::uniform, 3}},
                mixtures)) {
    auto const shown = save_scatters((pictures / "mixtures.png").string(), mixture_rows);
    if (!shown.empty())
      out += "\n![samples](" + (stem / "mixtures.png").string() + ")\n\nSamples, six to a row: " + joined(shown) + ".\n";
  }
  out += "\n## Pictures\n";
  std::set<std::string> names;
  for (auto const& row : rows) {
    if (row.data != "digits") continue;
    std::string name = row.system;
    for (int again = 2; !names.insert(name).second; ++again) name = row.system + "-" + std::to_string(again);
    auto const shown = save_sheet((pictures / (name + ".png")).string(), row);
    if (shown.empty()) continue;
    std::vector<std::string> texts;
    for (auto const& picture : shown) texts.push_back(text_of(picture.c_str()));
    std::string caption = (texts.size() > 1 ? "from the left: " : "") + joined(texts);
    caption[0] = static_cast<char>(std::toupper(caption[0]));
    out += "\n### " + name + (budgets.size() > 1 ? ", " + budget(row.length, row.settings) : "") + "\n\n![" + name + "](" +
           (stem / (name + ".png")).string() + ")\n\n" + caption + ".\n";
  }
  save_loss_panels((pictures / "losses.png").string(), rows);
  out += "\n## Objectives over the steps\n\n![objectives](" + (stem / "losses.png").string() + ")\n";
  gan::io::write_file_atomically(path, out);
}
