#pragma once
#include <memory>

#include <gan/parallel/mpi_session.hpp>

namespace gan::mpi {

/// The ranks that a launcher started, as a policy of a training:
///   train(model, data, {.batch = 256, ...}, mpi::World{});        mpirun -n 4 program
/// Batch and all other options are those of the joint training, and n ranks compute what one with the joint batch computes. MPI begins
/// with the first World of a program and ends with the last copy of it; it cannot begin again, so a program of several trainings makes
/// one World for all. A rank whose World goes while an exception does ends all ranks, and where the World has a Patience, one that
/// neither works nor ends does too: mpi::World world({}, {.seconds = 300}). Throws RankError with what MPI reports.
/// Sums are taken in the order of the ranks, so that they do not depend on the algorithms of the MPI at hand.
class World final : public Communicator<Cpu> {
 public:
  explicit World(Coupling const& coupling = {}, Patience const& patience = {})
      : session_(std::make_shared<Session>(coupling, patience)) {}

  int rank() const override { return session_->rank(); }
  int size() const override { return session_->size(); }
  int local_rank() const { return session_->local_rank(); }
  Coupling const& coupling() const override { return session_->coupling(); }
  Session& session() const { return *session_; }

  void broadcast(std::span<std::byte> bytes) override { session_->broadcast(bytes); }
  std::vector<std::string> texts(std::string const& mine) override { return session_->texts(mine); }
  void failed(std::string const& sentence, bool everywhere) override { session_->failed(sentence, everywhere); }

  void average(Context<Cpu>&, float* values, std::int64_t n) override { average_of(values, n); }
  void average(Context<Cpu>&, double* values, std::int64_t n) override { average_of(values, n); }
  void gather(Context<Cpu>&, float const* mine, float* all, std::int64_t n) override { gather_of(mine, all, n); }
  void gather(Context<Cpu>&, double const* mine, double* all, std::int64_t n) override { gather_of(mine, all, n); }
  void sum_parts(Context<Cpu>&, float const* all, float* mine, std::int64_t n) override { sum_parts_of(all, mine, n); }
  void sum_parts(Context<Cpu>&, double const* all, double* mine, std::int64_t n) override { sum_parts_of(all, mine, n); }
  void broadcast(Context<Cpu>&, float* values, std::int64_t n) override { broadcast_of(values, n); }
  void broadcast(Context<Cpu>&, double* values, std::int64_t n) override { broadcast_of(values, n); }

 private:
  /// Up to here every rank sends all it has, which takes log n messages in a row; by parts it would be 2 (n - 1).
  static constexpr std::int64_t small_bytes = 1 << 14;
  static constexpr std::int64_t piece = std::int64_t{1} << 24;  // of what is summed at once

  MPI_Comm ranks() const { return session_->communicator(); }

  template <class T> void average_of(T* values, std::int64_t n) {
    if (size() == 1) return;
    for (std::int64_t at = 0; at < n; at += piece) {
      std::int64_t const now = std::min(n - at, piece);
      if (now * static_cast<std::int64_t>(sizeof(T)) <= small_bytes) {
        T* const all = staging<T>(now * size());
        gather_of(values + at, all, now);
        sum(all, now, values + at, T(1) / static_cast<T>(size()));
      } else {
        average_by_parts(values + at, now);
      }
    }
  }

  /// Each rank averages one part and sends it to all: every number goes twice over the wire, as in a ring.
  template <class T> void average_by_parts(T* values, std::int64_t n) {
    std::int64_t const part = (n + size() - 1) / size();
    counts_.assign(static_cast<std::size_t>(size()), 0), begins_ = own_counts_ = own_begins_ = counts_;
    auto const me = static_cast<std::size_t>(rank());
    for (std::size_t r = 0; r < counts_.size(); ++r) {
      begins_[r] = static_cast<int>(std::min(n, static_cast<std::int64_t>(r) * part));
      counts_[r] = static_cast<int>(std::min(n, begins_[r] + part)) - begins_[r];
    }
    for (std::size_t r = 0; r < counts_.size(); ++r) {
      own_counts_[r] = counts_[me];
      own_begins_[r] = static_cast<int>(r) * counts_[me];
    }
    T* const all = staging<T>(std::int64_t{counts_[me]} * size());
    auto const type = detail::type_of(values);
    session_->exchange("average over the ranks", [&] {
      return MPI_Alltoallv(values, counts_.data(), begins_.data(), type, all, own_counts_.data(), own_begins_.data(), type,
                           ranks());
    });
    sum(all, counts_[me], values + begins_[me], T(1) / static_cast<T>(size()));
    session_->exchange("average over the ranks", [&] {
      return MPI_Allgatherv(MPI_IN_PLACE, 0, type, values, counts_.data(), begins_.data(), type, ranks());
    });
  }

  /// out[i] = factor * sum_r all[r n + i], in the order of the ranks; overwrites `all`.
  template <class T> void sum(T* all, std::int64_t n, T* out, T factor) const {
    for (int r = 1; r + 1 < size(); ++r)
      for (std::int64_t i = 0; i < n; ++i) all[i] += all[r * n + i];
    T const* const last = all + (size() - 1) * n;
    for (std::int64_t i = 0; i < n; ++i) out[i] = (size() > 1 ? all[i] + last[i] : all[i]) * factor;
  }

  template <class T> void gather_of(T const* mine, T* all, std::int64_t n) const {
    int const count = detail::count_of(n);
    auto const type = detail::type_of(mine);
    session_->exchange("gather from the ranks", [&] { return MPI_Allgather(mine, count, type, all, count, type, ranks()); });
  }
  template <class T> void sum_parts_of(T const* all, T* mine, std::int64_t n) {
    int const count = detail::count_of(n);
    auto const type = detail::type_of(all);
    T* const parts = staging<T>(n * size());
    session_->exchange("exchange parts between the ranks",
                       [&] { return MPI_Alltoall(all, count, type, parts, count, type, ranks()); });
    sum(parts, n, mine, T(1));
  }
  template <class T> void broadcast_of(T* values, std::int64_t n) const {
    session_->broadcast(std::as_writable_bytes(std::span(values, static_cast<std::size_t>(n))));
  }

  template <class T> T* staging(std::int64_t n) {
    std::size_t const bytes = static_cast<std::size_t>(n) * sizeof(T);
    if (staging_.size() < bytes) staging_.resize(bytes);
    return reinterpret_cast<T*>(staging_.data());
  }

  std::shared_ptr<Session> session_;
  std::vector<std::byte> staging_;
  std::vector<int> counts_, begins_, own_counts_, own_begins_;
};

/// The main function of a program of ranks: body(world), and where an exception ends it one sentence on stderr and the status 1. What all
/// ranks found is said once, by rank 0; what one rank found it says itself, and then ends the others. `body` gives a status or nothing.
///   int main() { return gan::mpi::run([](gan::mpi::World const& world) { ... }); }
template <class Body> int run(Body const& body, Coupling const& coupling = {}, Patience const& patience = {}) {
  return detail::run<World>(body, coupling, patience);
}

}  // namespace gan::mpi
