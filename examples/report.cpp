// Measures what `train --samples N` left and writes a report in Markdown with pictures:
//   report <folder> <folder of MNIST> <weights of the digit classifier> <report.md> <heading>
// The folder holds <system>/seed-<n>/ with generated.safetensors, samples.png, losses.png and training.csv; what was measured is kept in
// metrics.csv there, so a report grows with its runs. Numbers of a system are the mean over its seeds, and the least and the largest.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <gan/metrics.hpp>

namespace {

namespace fs = std::filesystem;
using namespace gan;
using Numbers = std::map<std::string, double>;

constexpr char const* classifier_name = "the digit classifier";

/// What all runs are compared with.
struct Reference {
  Model<decltype(systems::digit_classifier().gan), Image<1, 28, 28>> reader;
  metric::Features features;
};

Reference reference(std::string const& mnist, std::string const& weights) {
  Reference out{Model{systems::digit_classifier().gan, Image<1, 28, 28>{}, Cpu{.threads = 2}, Seed{1}}, {}};
  load(out.reader, weights);
  out.features = metric::extract(out.reader.context(), metric::classifier_features(out.reader, classifier_name),
                                 data::mnist(mnist, data::Split::test), 5000);
  return out;
}

/// The part of the samples that are read as the class they were asked for; a code's values are given to classes greedily first.
double agreement(metric::Features const& probabilities, std::string const& name) {
  auto const read = metric::most_probable(probabilities);
  std::vector<int> wanted;
  for (std::size_t i = 0; i < read.size(); ++i) wanted.push_back(static_cast<int>(i % 10));
  if (name.find("code") != std::string::npos) {
    std::vector<double> matrix(100);
    for (std::size_t i = 0; i < read.size(); ++i) matrix[10 * (i % 10) + static_cast<std::size_t>(read[i])] += 1;
    auto const map = metric::greedy_map(matrix);
    for (int& w : wanted) w = map[static_cast<std::size_t>(w)];
  }
  return metric::accuracy(probabilities, wanted);
}

Numbers measure(Reference& to, fs::path const& run) {
  auto const pixels = metric::load_features((run / "generated.safetensors").string());
  auto& context = to.reader.context();
  auto const images = from_host(context, Image<1, 28, 28>::shape(pixels.count()),
                                std::vector<float>(pixels.values.begin(), pixels.values.end()));
  auto const features = metric::classifier_features(to.reader, classifier_name)(images);
  auto const probabilities = metric::class_probabilities(to.reader, classifier_name)(images);
  auto real = to.features;
  real.values.resize(
      static_cast<std::size_t>(std::min(real.count(), features.count()) * real.size));  // manifolds of equal size
  Numbers out;
  out["frechet"] = metric::frechet_distance(context, to.features, features).value;
  out["class score"] = metric::inception_score(probabilities, 1).value;
  auto const pr = metric::precision_recall(context, real, features);
  out["precision"] = pr.precision;
  out["recall"] = pr.recall;
  out["coverage"] = metric::density_coverage(context, real, features).coverage;
  if (pixels.name != "raw pixels") out["agreement"] = agreement(probabilities, pixels.name);
  std::ifstream log(run / "training.csv");
  for (std::string line; std::getline(log, line);)
    if (!line.empty() && std::isdigit(static_cast<unsigned char>(line[0]))) out["steps"] = std::stod(line);
  return out;
}

Numbers measured(Reference& to, fs::path const& run) {
  fs::path const cache = run / "metrics.csv";
  Numbers out;
  if (fs::exists(cache) && fs::last_write_time(cache) >= fs::last_write_time(run / "generated.safetensors")) {
    std::ifstream in(cache);
    for (std::string name, value; std::getline(in, name, ',') && std::getline(in, value);) out[name] = std::stod(value);
    return out;
  }
  out = measure(to, run);
  std::string text;
  for (auto const& [name, value] : out) text += sentence(name, ",", value, "\n");
  io::write_file_atomically(cache.string(), text);
  std::printf("measured %s\n", run.string().c_str());
  return out;
}

std::string cell(std::vector<Numbers> const& runs, std::string const& name, int digits) {
  double sum = 0, low = 1e300, high = -1e300;
  int count = 0;
  for (auto const& run : runs)
    if (auto it = run.find(name); it != run.end()) {
      sum += it->second;
      low = std::min(low, it->second);
      high = std::max(high, it->second);
      ++count;
    }
  if (count == 0) return "";
  char out[96];
  if (count == 1) std::snprintf(out, sizeof out, "%.*f", digits, sum);
  else std::snprintf(out, sizeof out, "%.*f (%.*f to %.*f)", digits, sum / count, digits, low, digits, high);
  return out;
}

void write_report(fs::path const& folder, Reference& to, fs::path const& report, std::string const& heading) {
  fs::path const pictures = report.parent_path() / report.stem();
  fs::create_directories(pictures);
  std::map<std::string, std::vector<Numbers>> systems;
  std::map<std::string, fs::path> first;
  std::vector<fs::path> runs;
  for (auto const& system : fs::directory_iterator(folder))
    if (system.is_directory())
      for (auto const& run : fs::directory_iterator(system.path()))
        if (fs::exists(run.path() / "generated.safetensors")) runs.push_back(run.path());
  std::sort(runs.begin(), runs.end());
  require<FileError>(!runs.empty(), folder.string(),
                     " has no <system>/seed-<n>/generated.safetensors; train --samples leaves them");
  for (auto const& run : runs) {
    std::string const system = run.parent_path().filename().string();
    systems[system].push_back(measured(to, run));
    first.try_emplace(system, run);
  }
  std::ostringstream out;
  out << "# The systems, measured\n\n"
      << heading << "\n\n"
      << "Features and classes are those of `assets/digit_classifier.safetensors`; Frechet distances are to 5000 test digits "
         "and "
         "comparable with each other alone. Cells are the mean over the seeds and, in brackets, the least and the largest. "
         "Agreement is "
         "the part of the samples that the classifier reads as the class they were asked for, or as the class that their "
         "code's value "
         "was given greedily.\n\n"
      << "| system | seeds | steps | Frechet | class score | precision | recall | coverage | agreement "
         "|\n|---|---|---|---|---|---|---|---|---|\n";
  for (auto const& [name, numbers] : systems)
    out << "| " << name << " | " << numbers.size() << " | " << cell(numbers, "steps", 0) << " | " << cell(numbers, "frechet", 1)
        << " | " << cell(numbers, "class score", 2) << " | " << cell(numbers, "precision", 2) << " | "
        << cell(numbers, "recall", 2) << " | " << cell(numbers, "coverage", 2) << " | " << cell(numbers, "agreement", 2)
        << " |\n";
  for (auto const& [name, run] : first) {
    out << "\n## " << name << "\n\n";
    for (char const* picture : {"samples", "losses", "classes", "code-0", "reconstructions"}) {
      fs::path const from = run / (std::string(picture) + ".png"), file = name + "-" + picture + ".png";
      if (!fs::exists(from)) continue;
      fs::copy_file(from, pictures / file, fs::copy_options::overwrite_existing);
      out << "![" << picture << " of " << name << "](" << (report.stem() / file).string() << ")\n";
    }
  }
  io::write_file_atomically(report.string(), out.str());
  std::printf("%zu systems, %zu runs: %s\n", systems.size(), runs.size(), report.string().c_str());
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 6) {
    std::fprintf(stderr, "usage: report <folder> <folder of MNIST> <weights of the digit classifier> <report.md> <heading>\n");
    return 1;
  }
  try {
    auto to = reference(arguments[2], arguments[3]);
    write_report(arguments[1], to, arguments[4], arguments[5]);
  } catch (std::exception const& error) {
    std::fprintf(stderr, "report: %s\n", error.what());
    return 1;
  }
}
