#pragma once
/// A training of ranks beside the same of one rank, and what the compositions share.
#include <gan/data/gaussians.hpp>
#include <gan/data/in_memory.hpp>
#include <gan/train/trainer.hpp>

#include "ranks.hpp"

namespace test {

using Sample8 = Image<1, 8, 8>;

/// 53 stored images, so that batches wrap around the end of an epoch.
inline auto images() {
  std::vector<float> values;
  for (int i = 0; i < 53 * 64; ++i) values.push_back(static_cast<float>(std::sin(.7 * i * (1 + i / 640))));
  return data::in_memory<Sample8>(values);
}
inline auto ring() { return data::gaussian_ring({}); }

inline Adam adam() { return {.rate = 1e-3f, .beta1 = .5f}; }

/// All numbers that a training changes.
template <class M> std::vector<typename M::value_type> numbers_of(Trainer<M>& trainer) {
  std::vector<typename M::value_type> out;
  detail::for_numbers(trainer.loop(), [&](auto const& tensor) {
    auto const values = to_host(tensor);
    out.insert(out.end(), values.begin(), values.end());
  });
  return out;
}

/// A model to train; one that inverts a generator has got one.
template <class G, class Sample> auto model_of(G const& gan, Sample sample) {
  Model model{gan, sample, Cpu{}, Seed{1}, 0.};
  if constexpr (requires { model.held(); }) {
    auto const& held = model.held().parameters().values();
    copy(model.context(), randn<double>(model.context(), held.shape()).data(), held.data(), held.count());
  }
  return model;
}

/// Trains alone with the joint batch and twice with the ranks: near the former, and the same bits.
template <class G, class Sample, class Data>
void compare(mpi::World const& world, Checks& check, char const* what, G const& gan, Sample sample, Data const& data,
             TrainingOptions const& options, int steps = 50) {
  auto losses = [](auto& out) {
    return [&out](auto const& event) {
      for (auto const& [name, loss] : event.losses()) out.push_back(loss);
    };
  };
  std::vector<double> alone_losses, joint_losses;
  Trainer alone{model_of(gan, sample), options};
  auto const start = numbers_of(alone);
  alone.run(data, steps, losses(alone_losses));
  std::vector<double> first;
  for (int i = 0; i < 2; ++i) {
    Trainer joint{model_of(gan, sample), options, world};
    joint.run(data, steps, losses(joint_losses));
    auto const numbers = numbers_of(joint);
    if (i == 0) {
      first = numbers;
      check.near(numbers, numbers_of(alone), 1e-8, sentence(what, ": numbers after ", steps, " steps"));
      if (world.rank() == 0) check.near(joint_losses, alone_losses, 1e-8, sentence(what, ": losses"));
      else check.that(joint_losses.empty(), "callbacks are called on rank 0 alone");
    } else {
      check.same_bits(numbers, first, sentence(what, ": a second run"));
    }
  }
  check.that(first != start, sentence(what, ": the training moved nothing"));
  auto const texts =
      mpi::World(world).texts(std::string(reinterpret_cast<char const*>(first.data()), first.size() * sizeof(double)));
  for (auto const& text : texts) check.that(text == texts[0], sentence(what, ": other bits on another rank"));
}

/// The cases that the arguments name, or all of them.
template <std::size_t N>
int run_cases(int count, char** arguments, std::pair<char const*, void (*)(mpi::World const&, Checks&)> const (&cases)[N]) {
  return mpi::run([&](mpi::World const& world) {
    Checks check(world);
    for (auto const& [name, run] : cases) {
      bool asked = count < 2;
      for (int i = 1; i < count; ++i) asked = asked || std::strcmp(arguments[i], name) == 0;
      if (asked) run(world, check);
    }
    return check.status();
  });
}

}  // namespace test
