#pragma once
#include <gan/model/gan.hpp>
#include <gan/train/options.hpp>

namespace gan::systems {

/// A published system: its composition, and the options with which its paper trains it. The functions that give one are templates, so
/// that those that a program does not call cost its compiler nothing.
template <class G> struct Recipe {
  G gan;
  TrainingOptions training;
};
template <class G> Recipe(G, TrainingOptions) -> Recipe<G>;

}  // namespace gan::systems
