#pragma once
/// A program's membership in MPI: begins with its first world and ends with the last copy of it.
#include <algorithm>
#include <chrono>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <thread>

#if !defined(OMPI_SKIP_MPICXX)
#define OMPI_SKIP_MPICXX 1  // MPI's old C++ bindings would need a library of their own
#endif
#if !defined(MPICH_SKIP_MPICXX)
#define MPICH_SKIP_MPICXX 1
#endif
#include <mpi.h>

#include <gan/parallel/watch.hpp>
#include <gan/tensor/communicator.hpp>

namespace gan::mpi {

namespace detail {
/// Throws what MPI reports, with what was attempted: "MPI could not <attempt>: <reason>".
inline void check(int code, char const* attempt) {
  if (code == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING] = {};
  int length = 0;
  MPI_Error_string(code, text, &length);
  throw RankError(sentence("MPI could not ", attempt, ": ", text));
}

inline MPI_Datatype type_of(float const*) { return MPI_FLOAT; }
inline MPI_Datatype type_of(double const*) { return MPI_DOUBLE; }

/// MPI counts in int.
inline int count_of(std::int64_t n) {
  require<RankError>(n <= INT_MAX, "MPI sends at most ", INT_MAX, " numbers at once, not ", n);
  return static_cast<int>(n);
}
}  // namespace detail

/// What the ranks tell each other on the host, and how they end: together, or all at once where one of them fails.
class Session {
 public:
  explicit Session(Coupling const& coupling, Patience const& patience = {})
      : coupling_(coupling), exceptions_(std::uncaught_exceptions()), watch_(patience) {
    int running = 0, ended = 0;
    MPI_Finalized(&ended);
    require<RankError>(
        !ended,
        "MPI has ended with the last mpi::World, and a program cannot start it again: make one World first and give "
        "it to every training");
    MPI_Initialized(&running);
    if (!running) {
      int level = 0;
      detail::check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &level), "start");
      owns_ = true;
      require<RankError>(level >= MPI_THREAD_FUNNELED, "this MPI was built without support for programs that have threads");
    }
    detail::check(MPI_Comm_dup(MPI_COMM_WORLD, &ranks_), "make a communicator");
    MPI_Comm_set_errhandler(ranks_, MPI_ERRORS_RETURN);
    detail::check(MPI_Comm_rank(ranks_, &rank_), "number the ranks");
    detail::check(MPI_Comm_size(ranks_, &size_), "count the ranks");
    MPI_Comm machine = MPI_COMM_NULL;
    detail::check(MPI_Comm_split_type(ranks_, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &machine),
                  "find this machine's ranks");
    MPI_Comm_rank(machine, &local_rank_);
    MPI_Comm_free(&machine);
    watch_.begin(rank_, size_);
  }
  Session(Session const&) = delete;
  Session& operator=(Session const&) = delete;

  /// Ends when all ranks do. A rank that an exception brings here, or whose training failed alone, ends all of them at once.
  ~Session() {
    bool const unwinding = std::uncaught_exceptions() > exceptions_;
    if (size_ > 1 && !everywhere_ && (alone_ || unwinding)) end_all(sentence_.empty() ? "ended by an exception" : sentence_);
    try {
      for (auto const& text : texts(end_of_world))
        if (text != end_of_world) end_all("has ended while another rank begins a training; all ranks run the same program");
    } catch (std::exception const& e) {
      end_all(e.what());
    }
    detail::Watch::Exchange const last(watch_);
    MPI_Comm_free(&ranks_);
    if (owns_) MPI_Finalize();
  }

  MPI_Comm communicator() const { return ranks_; }
  int rank() const { return rank_; }
  int size() const { return size_; }
  /// This rank's number among those on the same machine.
  int local_rank() const { return local_rank_; }
  Coupling const& coupling() const { return coupling_; }

  /// `call` is one of MPI's in which this rank waits for the others. Throws what it reports.
  template <class Call> void exchange(char const* attempt, Call const& call) {
    detail::Watch::Exchange const watched(watch_);
    detail::check(call(), attempt);
  }

  void broadcast(std::span<std::byte> bytes) {
    constexpr std::size_t most = std::size_t{1} << 30;
    for (std::size_t at = 0; at < bytes.size(); at += most)
      exchange("send from rank 0", [&] {
        return MPI_Bcast(bytes.data() + at, static_cast<int>(std::min(most, bytes.size() - at)), MPI_BYTE, 0, ranks_);
      });
  }

  std::vector<std::string> texts(std::string const& mine) {
    everywhere_ = false;
    std::vector<int> lengths(static_cast<std::size_t>(size_)), begins(lengths.size() + 1);
    int const length = detail::count_of(static_cast<std::int64_t>(mine.size()));
    exchange("gather from the ranks", [&] { return MPI_Allgather(&length, 1, MPI_INT, lengths.data(), 1, MPI_INT, ranks_); });
    std::int64_t all = 0;
    for (std::size_t r = 0; r < lengths.size(); ++r) begins[r + 1] = detail::count_of(all += lengths[r]);
    std::string joined(static_cast<std::size_t>(all), ' ');
    exchange("gather from the ranks", [&] {
      return MPI_Allgatherv(mine.data(), length, MPI_CHAR, joined.data(), lengths.data(), begins.data(), MPI_CHAR, ranks_);
    });
    std::vector<std::string> out;
    for (std::size_t r = 0; r < lengths.size(); ++r)
      out.push_back(joined.substr(static_cast<std::size_t>(begins[r]), static_cast<std::size_t>(lengths[r])));
    return out;
  }

  void failed(std::string const& sentence, bool everywhere) {
    if (everywhere_ && sentence == sentence_) return;  // on its way up, what all ranks found
    sentence_ = sentence;
    (everywhere ? everywhere_ : alone_) = true;
  }

  /// For a program that an exception ends: what all ranks found is said by rank 0, and they end together; what one rank found it says
  /// itself, and ends all of them. Gives the exit status.
  int ended_by(std::string const& sentence) {
    if (size_ > 1 && !everywhere_) end_all(sentence);
    if (rank_ == 0) std::fprintf(stderr, "gan: %s\n", sentence.c_str());
    return 1;
  }

 private:
  static constexpr char const* end_of_world = "the end of a world";

  /// Where all ranks fail at once, rank 0 is to be the one that says why: the others give it a second.
  [[noreturn]] void end_all(std::string const& sentence) const {
    if (rank_ != 0) std::this_thread::sleep_for(std::chrono::seconds(1));
    std::fprintf(stderr, "gan: rank %d of %d: %s\n", rank_, size_, sentence.c_str());
    std::fflush(nullptr);
    MPI_Abort(ranks_, 1);
    std::abort();
  }

  Coupling coupling_;
  MPI_Comm ranks_ = MPI_COMM_NULL;
  int rank_ = 0, size_ = 1, local_rank_ = 0, exceptions_;
  bool owns_ = false, alone_ = false, everywhere_ = false;
  std::string sentence_;
  detail::Watch watch_;
};

namespace detail {
/// body(world) with a World made of these options, and where an exception ends it one sentence on stderr and the status 1.
template <class World, class Body, class... Options> int run(Body const& body, Options const&... options) {
  std::optional<World> world;
  try {
    world.emplace(options...);
    if constexpr (std::is_void_v<decltype(body(*world))>) return body(*world), 0;
    else return body(*world);
  } catch (std::exception const& e) {
    if (world) return world->session().ended_by(e.what());
    std::fprintf(stderr, "gan: %s\n", e.what());
    return 1;
  }
}
}  // namespace detail

}  // namespace gan::mpi
