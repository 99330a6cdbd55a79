#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <gan/core/device.hpp>
#include <gan/core/error.hpp>

namespace gan {

/// How far that reaches what makes the samples of a batch depend on each other, where ranks share the batch: over the joint batch, so
/// that n ranks compute what one rank with the joint batch computes, or over the rank's own samples.
enum class Reach { joint, local };

/// Where samples depend on each other. What treats each sample for itself needs no choice: the mean over the joint batch is the mean
/// of the ranks' means.
struct Coupling {
  Reach statistics = Reach::joint;  ///< in layers: batch norm, minibatch discrimination and deviation
  Reach terms = Reach::joint;  ///< in objectives: pulling-away, feature matching, relativistic averages, DRAGAN's deviation
};

/// The programs that train one model together, seen from one of them: what they tell each other on the host. All ranks make the same
/// calls in the same order.
class Ranks {
 public:
  virtual ~Ranks() = default;
  virtual int rank() const = 0;  ///< 0 ... size() - 1; rank 0 shows and writes
  virtual int size() const = 0;
  virtual Coupling const& coupling() const = 0;

  /// Rank 0's bytes on every rank.
  virtual void broadcast(std::span<std::byte> bytes) = 0;
  /// Every rank's text, in the order of the ranks.
  virtual std::vector<std::string> texts(std::string const& mine) = 0;

  /// This rank's training ended with this sentence, and all ranks' with the same where `everywhere`. Otherwise the others still wait
  /// for this one: its world ends them when it goes.
  virtual void failed(std::string const& sentence, bool everywhere) = 0;
};

/// Ranks that exchange numbers on their devices, in the order of a context's work. Each result has the same bits on every rank and in
/// every run with as many ranks.
template <class Device> class Communicator : public Ranks {
 public:
  /// In place, every number becomes its average over the ranks.
  virtual void average(Context<Device>& context, float* values, std::int64_t n) = 0;
  virtual void average(Context<Device>& context, double* values, std::int64_t n) = 0;
  /// all[r n + i] = mine[i] of rank r.
  virtual void gather(Context<Device>& context, float const* mine, float* all, std::int64_t n) = 0;
  virtual void gather(Context<Device>& context, double const* mine, double* all, std::int64_t n) = 0;
  /// mine[i] = sum over the ranks of all[r n + i], r being this rank: the adjoint of gather.
  virtual void sum_parts(Context<Device>& context, float const* all, float* mine, std::int64_t n) = 0;
  virtual void sum_parts(Context<Device>& context, double const* all, double* mine, std::int64_t n) = 0;
  /// Rank 0's numbers on every rank.
  virtual void broadcast(Context<Device>& context, float* values, std::int64_t n) = 0;
  virtual void broadcast(Context<Device>& context, double* values, std::int64_t n) = 0;
  using Ranks::broadcast;
};

/// Ends the training on all ranks, which have found the same: throws E, and nobody waits for anybody.
template <class E, class... Parts> void require_together(Ranks& ranks, bool condition, Parts const&... parts) {
  if (condition) return;
  std::string const text = sentence(parts...);
  ranks.failed(text, true);
  throw E(text);
}

}  // namespace gan
