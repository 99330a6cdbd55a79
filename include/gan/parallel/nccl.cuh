#pragma once
#include <nccl.h>

#include <memory>
#include <optional>

#include <gan/backend/cuda/context.cuh>
#include <gan/parallel/mpi_session.hpp>

namespace gan::nccl {

namespace detail {
/// Throws what NCCL reports, with what was attempted: "NCCL could not <attempt>: <reason>".
inline void check(ncclResult_t code, char const* attempt) {
  require<RankError>(code == ncclSuccess || code == ncclInProgress, "NCCL could not ", attempt, ": ", ncclGetErrorString(code));
}
inline ncclDataType_t type_of(float const*) { return ncclFloat; }
inline ncclDataType_t type_of(double const*) { return ncclDouble; }

/// The cards of all ranks. Its end waits for the others, but not where an exception ends this rank.
class Cards {
 public:
  explicit Cards(mpi::Session& session) : exceptions_(std::uncaught_exceptions()) {
    ncclUniqueId id{};
    if (session.rank() == 0) check(ncclGetUniqueId(&id), "start");
    session.broadcast(std::as_writable_bytes(std::span(&id, 1)));
    check(ncclCommInitRank(&ranks_, session.size(), id, session.rank()), "connect the cards of the ranks");
  }
  Cards(Cards const&) = delete;
  Cards& operator=(Cards const&) = delete;
  ~Cards() {
    if (std::uncaught_exceptions() > exceptions_) ncclCommAbort(ranks_);
    else ncclCommDestroy(ranks_);
  }
  ncclComm_t get() const { return ranks_; }

 private:
  ncclComm_t ranks_ = nullptr;
  int exceptions_;
};
}  // namespace detail

/// Ranks with a card each, as a policy of a training; the launcher is MPI's, the numbers go from card to card:
///   nccl::World world;
///   Model model{gan, sample, world.card(), seed};
///   train(model, data, {.batch = 256, ...}, world);               mpirun -n 8 program
/// As mpi::World, but for Cuda models. Everything is put into the context's stream, so that the host does not wait. In which
/// order numbers are added NCCL decides by the number of ranks and how they are connected. Throws RankError with what MPI or
/// NCCL report.
class World final : public Communicator<Cuda> {
 public:
  explicit World(Coupling const& coupling = {}) : shared_(std::make_shared<Shared>(coupling)) {}

  /// The card for this rank: that of its number among the ranks of its machine.
  Cuda card() const { return {.device = session().local_rank()}; }
  int rank() const override { return session().rank(); }
  int size() const override { return session().size(); }
  int local_rank() const { return session().local_rank(); }
  Coupling const& coupling() const override { return session().coupling(); }
  mpi::Session& session() const { return shared_->session; }

  void broadcast(std::span<std::byte> bytes) override { session().broadcast(bytes); }
  std::vector<std::string> texts(std::string const& mine) override { return session().texts(mine); }
  void failed(std::string const& sentence, bool everywhere) override { session().failed(sentence, everywhere); }

  void average(Context<Cuda>& c, float* values, std::int64_t n) override { average_of(c, values, n); }
  void average(Context<Cuda>& c, double* values, std::int64_t n) override { average_of(c, values, n); }
  void gather(Context<Cuda>& c, float const* mine, float* all, std::int64_t n) override { gather_of(c, mine, all, n); }
  void gather(Context<Cuda>& c, double const* mine, double* all, std::int64_t n) override { gather_of(c, mine, all, n); }
  void sum_parts(Context<Cuda>& c, float const* all, float* mine, std::int64_t n) override { sum_parts_of(c, all, mine, n); }
  void sum_parts(Context<Cuda>& c, double const* all, double* mine, std::int64_t n) override { sum_parts_of(c, all, mine, n); }
  void broadcast(Context<Cuda>& c, float* values, std::int64_t n) override { broadcast_of(c, values, n); }
  void broadcast(Context<Cuda>& c, double* values, std::int64_t n) override { broadcast_of(c, values, n); }

 private:
  /// The first use connects the cards: then each rank's context has selected its own.
  ncclComm_t cards() {
    if (!shared_->cards) shared_->cards.emplace(session());
    return shared_->cards->get();
  }

  template <class T> void average_of(Context<Cuda>& context, T* values, std::int64_t n) {
    if (n == 0) return;
    detail::check(ncclAllReduce(values, values, size_of(n), detail::type_of(values), ncclAvg, cards(), context.stream()),
                  "average over the ranks");
  }
  template <class T> void gather_of(Context<Cuda>& context, T const* mine, T* all, std::int64_t n) {
    if (n == 0) return;
    detail::check(ncclAllGather(mine, all, size_of(n), detail::type_of(mine), cards(), context.stream()),
                  "gather from the ranks");
  }
  template <class T> void sum_parts_of(Context<Cuda>& context, T const* all, T* mine, std::int64_t n) {
    if (n == 0) return;
    detail::check(ncclReduceScatter(all, mine, size_of(n), detail::type_of(all), ncclSum, cards(), context.stream()),
                  "add parts of the ranks");
  }
  template <class T> void broadcast_of(Context<Cuda>& context, T* values, std::int64_t n) {
    if (n == 0) return;
    detail::check(ncclBroadcast(values, values, size_of(n), detail::type_of(values), 0, cards(), context.stream()),
                  "send from rank 0");
  }
  static std::size_t size_of(std::int64_t n) { return static_cast<std::size_t>(n); }

  struct Shared {
    mpi::Session session;
    std::optional<detail::Cards> cards;  // goes before the session
    explicit Shared(Coupling const& coupling) : session(coupling) {}
  };
  std::shared_ptr<Shared> shared_;
};

/// The main function of a program of ranks with a card each, as mpi::run is for those that compute on the processor.
template <class Body> int run(Body const& body, Coupling const& coupling = {}) {
  return mpi::detail::run<World>(body, coupling);
}

}  // namespace gan::nccl
