#pragma once
/// What a training leaves beside its weights: pictures, and the files that the program `report` measures.
#include <cstdio>
#include <ctime>
#include <fstream>
#include <thread>

#include <gan/gan.hpp>
#include <gan/metric/code_probabilities.hpp>
#include <gan/metric/extractor.hpp>
#include <gan/metric/feature_file.hpp>

#include "command.hpp"

namespace results {

using namespace gan;

template <class M, class = void> struct GeneratorOf {
  struct type {};
};
template <class M> struct GeneratorOf<M, std::void_t<typename M::gan_type::generator_type>> {
  using type = typename M::gan_type::generator_type;
};
template <class M> using Generator = typename GeneratorOf<M>::type;

template <class M> constexpr bool is_digits = std::is_same_v<typename M::sample, Image<1, 28, 28>>;
template <class M> constexpr bool encodes = requires { typename M::gan_type::encoder_type; };
template <class M> constexpr bool makes_samples_of_samples = encodes<M> || is_promoted<Generator<M>> || is_masked<Generator<M>>;
/// Those that draw samples: not a plain auto-encoder, nor what completes samples.
template <class M>
constexpr bool draws_samples = [] {
  if constexpr (requires { M::gan_type::variational; }) return M::gan_type::variational;
  else return !is_masked<Generator<M>>;
}();

/// The first samples of a data set.
template <class M, class Data> auto first_samples(M const& model, Data const& data, std::int64_t count) {
  std::vector<float> values(static_cast<std::size_t>(count * M::sample::size));
  for (std::int64_t i = 0; i < count; ++i) data.copy(static_cast<std::uint64_t>(i), values.data() + i * M::sample::size);
  return from_host(model.context(), M::sample::shape(count), values);
}

/// Masks as in training, the same in every call.
template <class M> auto masks_for(M const& model, std::int64_t n) {
  using T = typename M::value_type;
  NoRecording off(model.context());
  auto const draws = [&](Shape const& shape) {
    return constant<1>(uniform<T>(model.context(), shape, random::key(Seed{7}, Stream::user), T(0), T(1)));
  };
  auto const masks = model.gan().generator.mask.given(typename M::sample{}, n, draws);
  return std::decay_t<decltype(draws(Shape{}))>(masks).value();
}

/// What a model makes of samples: reconstructions, samples promoted by them, or completions of what its masks leave of them.
template <class M, class X> auto made_of(M const& model, X const& x) {
  if constexpr (encodes<M>) return model.reconstruct(x);
  else if constexpr (is_promoted<Generator<M>>) return generate_promoted(model, x, Seed{7});
  else return complete(model, x, masks_for(model, x.shape()[0]), Seed{7});
}

/// Rows of ten samples between each of `rows` samples and the one after it: decoded from the straight way between their codes.
template <class M, class X> auto walks(M const& model, X const& x, int rows) {
  using T = typename M::value_type;
  auto const code = model.encode(x).mean;
  auto const codes = to_host(code);
  auto const size = static_cast<std::size_t>(code.shape()[1]);
  std::vector<T> path;
  for (std::size_t row = 0; row < static_cast<std::size_t>(rows); ++row)
    for (int column = 0; column < 10; ++column)
      for (std::size_t i = 0; i < size; ++i)
        path.push_back(codes[2 * row * size + i] +
                       static_cast<T>(column / 9.) * (codes[(2 * row + 1) * size + i] - codes[2 * row * size + i]));
  return model.decode(from_host(model.context(), Shape{10 * rows, code.shape()[1]}, path));
}

/// Pictures that say more of a model than its samples: what codes and classes do, what it makes of samples, walks between them.
template <class M, class Data> void save_pictures(Command const& command, M const& model, Data const& data) {
  auto save = [&](char const* name, auto const& images, int columns) {
    std::string const path = io::join(command.out, name);
    save_image_grid(path, images, columns);
    std::printf("%-10s %s\n", std::string(name).substr(0, std::string(name).find('.')).c_str(), path.c_str());
  };
  if constexpr (draws_samples<M>) save("samples.png", model.generate(64), 8);
  if constexpr (makes_samples_of_samples<M>) {
    auto const x = [&] {  // unseen ones where there are
      if constexpr (is_digits<M>) return first_samples(model, data::digits(data::Split::test), 32);
      else return first_samples(model, data, 32);
    }();
    auto const y = made_of(model, x);
    NoRecording off(model.context());
    std::vector<float> pairs;  // a row of samples, and theirs under it
    auto const above = to_host(x), below = to_host(y);
    constexpr std::size_t row = 8 * M::sample::size;
    for (std::size_t at = 0; at < above.size(); at += row)
      for (auto const* side : {&above, &below})
        pairs.insert(pairs.end(), side->begin() + static_cast<std::ptrdiff_t>(at),
                     side->begin() + static_cast<std::ptrdiff_t>(at + row));
    save("reconstructions.png", from_host(model.context(), M::sample::shape(64), pairs), 8);
    if constexpr (encodes<M>) save("between.png", walks(model, x, 8), 10);
  }
  using G = Generator<M>;
  if constexpr (has_codes<G>) {
    auto const& codes = model.gan().generator.codes;
    int const groups = static_cast<int>(codes.categorical.size());
    for (int i = 0; i < groups + codes.continuous; ++i)
      save(("code-" + std::to_string(i) + ".png").c_str(), traverse_code(model, i, 8),
           i < groups ? codes.categorical[static_cast<std::size_t>(i)] : 10);
  } else if constexpr (classes_of<G> > 0) {
    std::vector<int> classes;
    for (int i = 0; i < 8 * classes_of<G>; ++i) classes.push_back(i % classes_of<G>);
    save("classes.png", model.generate(classes, Seed{1}), classes_of<G>);
  } else if constexpr (draws_samples<M> && !encodes<M>) {
    save("walk.png", interpolate(model, 8, 10, Seed{1}), 10);
  }
}

/// Samples as a file of features, in float.
template <class X> void save_values(std::string const& path, std::string const& name, X const& samples) {
  auto const values = to_host(samples);
  std::int64_t const n = samples.shape()[0];
  io::write_safetensors(path, {io::SafeTensor::of("features", Shape{n, samples.count() / n}, values.data())},
                        {{"extractor", name}});
}

/// Generated samples. Of a model with classes, or with a code of several values, sample i has class i modulo their number, which the
/// name of the set says.
template <class M> void save_samples(std::string const& path, M const& model, int count) {
  using G = Generator<M>;
  if constexpr (classes_of < G >> 0) {
    std::vector<int> classes(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < classes.size(); ++i) classes[i] = static_cast<int>(i) % classes_of<G>;
    save_values(path, sentence("samples, class i mod ", classes_of<G>), model.generate(classes, Seed{7}));
  } else if constexpr (has_codes<G>) {
    auto const& codes = model.gan().generator.codes;
    auto const values = static_cast<std::size_t>(codes.categorical.at(0));
    auto const latent = model.noise(count, random::key(Seed{7}, Stream::generated_latent));
    auto rows = to_host(latent);
    auto const size = static_cast<std::size_t>(latent.shape()[1]), at = size - static_cast<std::size_t>(codes.size());
    for (std::size_t i = 0; i * size < rows.size(); ++i)
      for (std::size_t k = 0; k < values; ++k) rows[i * size + at + k] = k == i % values;
    save_values(path, sentence("samples, code i mod ", values),
                model.generate_from(from_host(model.context(), latent.shape(), rows)));
  } else {
    save_values(path, "samples", model.generate(count, Seed{7}));
  }
}

/// The part of the processor that a report names.
inline std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name") && line.find(": ") != std::string::npos) return line.substr(line.find(": ") + 2);
  return "an unnamed processor";
}

/// What ended the training, and what of its networks was not the recipe's.
inline std::string length_text(Command const& c) {
  if (c.steps) return sentence(c.steps, c.steps == 1 ? " step" : " steps");
  if (c.epochs > 0) return sentence(c.epochs, c.epochs == 1 ? " epoch" : " epochs");
  if (c.minutes > 0) return sentence(c.minutes, c.minutes == 1 ? " minute" : " minutes");
  return "the recipe's length";
}
inline std::string settings_text(Command const& c) {
  std::string out;
  auto add = [&](auto const&... parts) { out += (out.empty() ? "" : " ") + sentence(parts...); };
  if (c.width) add("width=", c.width);
  if (c.batch) add("batch=", c.batch);
  if (c.rate > 0) add("rate=", c.rate);
  for (auto const& setting : c.settings) add(setting);
  return out;
}

/// All that `report` measures. run.csv, which says what the run was, is the last file: where it is, the run is complete.
template <class M> void save_for_report(Command const& command, M const& model, std::int64_t steps, double seconds) {
  auto const file = [&](char const* name) { return io::join(command.out, name); };
  if constexpr (!M::sample::is_image) save_samples(file("generated.safetensors"), model, 2500);
  else if constexpr (draws_samples<M>) save_samples(file("generated.safetensors"), model, command.samples);
  if constexpr (is_digits<M>) {
    auto const unseen = data::digits(data::Split::test);
    if constexpr (makes_samples_of_samples<M>)
      save_values(file("reconstructed.safetensors"), "reconstructions of the first test digits",
                  made_of(model, first_samples(model, unseen, 1000)));
    if constexpr (has_codes<Generator<M>>)
      metric::save_features(
          file("codes.safetensors"),
          metric::extract(model.context(), metric::code_probabilities(model, command.system), unseen, 10'000));
    if constexpr (requires { requires guesses_classes<typename M::gan_type::discriminator_type>; })
      metric::save_features(file("read.safetensors"), metric::features("classes by " + command.system,
                                                                       model.classify(first_samples(model, unseen, 10'000))));
  }
  char date[16];
  std::time_t const now = std::time(nullptr);
  std::strftime(date, sizeof date, "%Y-%m-%d", std::gmtime(&now));
  io::write_file_atomically(
      file("run.csv"),
      sentence("system,", command.system, "\ndata,", command.data, "\nseed,", command.seed, "\nsteps,", steps, "\nseconds,",
               seconds, "\nlength,", length_text(command), "\nsettings,", settings_text(command), "\nthreads,", command.threads,
               "\ndate,", date, "\ncores,", std::thread::hardware_concurrency(), "\nprocessor,", processor(), "\n"));
}

}  // namespace results
