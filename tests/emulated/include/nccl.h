#pragma once
/// The functions of NCCL that the ranks call, by MPI: each rank has an emulated card of its own, in its process. A collective is done when
/// it is called, after what its stream holds, since ranks that wait for each other on the host must not wait here, too.
#include <cuda_runtime.h>
#include <mpi.h>

#include <cstring>

enum ncclResult_t { ncclSuccess = 0, ncclUnhandledCudaError = 1, ncclInvalidArgument = 4, ncclInProgress = 7 };
enum ncclDataType_t { ncclFloat = 7, ncclDouble = 8 };
enum ncclRedOp_t { ncclSum = 0, ncclAvg = 4 };
struct ncclUniqueId {
  char internal[128];
};
struct ncclComm {
  MPI_Comm ranks = MPI_COMM_NULL;
};
using ncclComm_t = ncclComm*;

inline char const* ncclGetErrorString(ncclResult_t code) {
  return code == ncclSuccess ? "no error" : "the emulated card refused";
}
inline ncclResult_t ncclGetUniqueId(ncclUniqueId* id) {
  std::memset(id->internal, 42, sizeof(id->internal));
  return ncclSuccess;
}
/// Every rank calls it, with the id that one of them made.
inline ncclResult_t ncclCommInitRank(ncclComm_t* ranks, int size, ncclUniqueId id, int rank) {
  ncclUniqueId made{};
  ncclGetUniqueId(&made);
  int world = 0, me = 0;
  MPI_Comm_size(MPI_COMM_WORLD, &world);
  MPI_Comm_rank(MPI_COMM_WORLD, &me);
  if (size != world || rank != me || std::memcmp(&id, &made, sizeof(id)) != 0) return ncclInvalidArgument;
  *ranks = new ncclComm;
  MPI_Comm_dup(MPI_COMM_WORLD, &(*ranks)->ranks);
  return ncclSuccess;
}
inline ncclResult_t ncclCommDestroy(ncclComm_t ranks) {
  MPI_Comm_free(&ranks->ranks);
  return delete ranks, ncclSuccess;
}
inline ncclResult_t ncclCommAbort(ncclComm_t) { return ncclSuccess; }

namespace emulated {

inline MPI_Datatype mpi_type(ncclDataType_t type) { return type == ncclFloat ? MPI_FLOAT : MPI_DOUBLE; }
inline std::size_t bytes_of(ncclDataType_t type) { return type == ncclFloat ? 4 : 8; }
inline int ranks_of(ncclComm_t ranks) {
  int size = 0;
  MPI_Comm_size(ranks->ranks, &size);
  return size;
}

/// Reads `read` numbers from one place of the card and writes `written` to another.
template <class Exchange>
ncclResult_t collective(void const* from, std::size_t read, void* to, std::size_t written, ncclDataType_t type,
                        cudaStream_t stream, Exchange const& exchange) {
  auto const error = call([&](Card& card) {
    if (!card.memory.holds(from, read * bytes_of(type)) || !card.memory.holds(to, written * bytes_of(type)))
      return cudaErrorInvalidValue;
    if (stream && stream->capture) return card.invalidate(*stream, cudaErrorStreamCaptureUnsupported);
    cudaError_t const put = card.put(stream, [&]() -> char const* { return exchange(), nullptr; });
    return put ? put : card.synchronize(stream);
  });
  return error ? ncclUnhandledCudaError : ncclSuccess;
}

}  // namespace emulated

inline ncclResult_t ncclAllReduce(void const* from, void* to, std::size_t count, ncclDataType_t type, ncclRedOp_t operation,
                                  ncclComm_t ranks, cudaStream_t stream) {
  return emulated::collective(from, count, to, count, type, stream, [&] {
    MPI_Allreduce(from == to ? MPI_IN_PLACE : from, to, static_cast<int>(count), emulated::mpi_type(type), MPI_SUM,
                  ranks->ranks);
    auto divide = [&, size = emulated::ranks_of(ranks)](auto* values) {
      for (std::size_t i = 0; operation == ncclAvg && i < count; ++i) values[i] /= static_cast<float>(size);
    };
    type == ncclFloat ? divide(static_cast<float*>(to)) : divide(static_cast<double*>(to));
  });
}
inline ncclResult_t ncclAllGather(void const* from, void* to, std::size_t count, ncclDataType_t type, ncclComm_t ranks,
                                  cudaStream_t stream) {
  auto const all = count * static_cast<std::size_t>(emulated::ranks_of(ranks));
  return emulated::collective(from, count, to, all, type, stream, [&] {
    MPI_Allgather(from, static_cast<int>(count), emulated::mpi_type(type), to, static_cast<int>(count),
                  emulated::mpi_type(type), ranks->ranks);
  });
}
inline ncclResult_t ncclReduceScatter(void const* from, void* to, std::size_t count, ncclDataType_t type, ncclRedOp_t operation,
                                      ncclComm_t ranks, cudaStream_t stream) {
  if (operation != ncclSum) return ncclInvalidArgument;
  auto const all = count * static_cast<std::size_t>(emulated::ranks_of(ranks));
  return emulated::collective(from, all, to, count, type, stream, [&] {
    MPI_Reduce_scatter_block(from, to, static_cast<int>(count), emulated::mpi_type(type), MPI_SUM, ranks->ranks);
  });
}
inline ncclResult_t ncclBroadcast(void const* from, void* to, std::size_t count, ncclDataType_t type, int root,
                                  ncclComm_t ranks, cudaStream_t stream) {
  return emulated::collective(from, count, to, count, type, stream, [&] {
    std::memmove(to, from, count * emulated::bytes_of(type));
    MPI_Bcast(to, static_cast<int>(count), emulated::mpi_type(type), root, ranks->ranks);
  });
}
