#pragma once
/// The part of CUDA's runtime and of its language that the backend uses, on the processor (README.md of this folder). What a card leaves
/// open is decided by chance here, and what it forbids is an error.
#include <algorithm>
#include <bit>
#include <tuple>
#include <utility>

#include "emulated/streams.hpp"

#define __host__
#define __device__
#define __global__
#define __shared__ static  // one block runs at a time
#define __launch_bounds__(threads)

inline void __syncthreads() { emulated::Threads::instance().wait_for_block(); }
template <class T> T __shfl_xor_sync(unsigned, T value, int mask) {
  return emulated::Threads::instance().exchange(static_cast<unsigned>(mask), value);
}
inline unsigned __float_as_uint(float x) { return std::bit_cast<unsigned>(x); }

using cudaStream_t = emulated::Stream*;
using cudaEvent_t = emulated::Event*;
struct cudaGraph {
  std::shared_ptr<emulated::Graph> graph;
};
using cudaGraph_t = cudaGraph*;
struct cudaGraphExec {
  std::shared_ptr<emulated::Graph> graph;
};
using cudaGraphExec_t = cudaGraphExec*;
inline constexpr cudaStream_t cudaStreamLegacy = nullptr;
enum cudaMemcpyKind { cudaMemcpyHostToDevice = 1, cudaMemcpyDeviceToHost = 2, cudaMemcpyDeviceToDevice = 3 };
enum cudaStreamCaptureMode { cudaStreamCaptureModeRelaxed = 2 };
enum cudaDeviceAttr { cudaDevAttrMultiProcessorCount = 16 };
enum cudaMemoryType { cudaMemoryTypeUnregistered, cudaMemoryTypeHost, cudaMemoryTypeDevice };
enum : unsigned { cudaStreamNonBlocking = 1, cudaEventBlockingSync = 1, cudaEventDisableTiming = 2 };
enum cudaDataType { CUDA_R_32F = 0, CUDA_R_64F = 1, CUDA_R_16BF = 14 };
struct cudaPointerAttributes {
  cudaMemoryType type;
};
struct cudaLaunchConfig_t {
  dim3 gridDim, blockDim;
  std::size_t dynamicSmemBytes = 0;
  cudaStream_t stream = nullptr;
};

inline char const* cudaGetErrorString(cudaError_t error) {
  switch (error) {
    case cudaSuccess:
      return "no error";
    case cudaErrorInvalidValue:
      return "invalid argument";
    case cudaErrorMemoryAllocation:
      return "out of memory";
    case cudaErrorInvalidConfiguration:
      return "invalid configuration argument";
    case cudaErrorInvalidDevice:
      return "invalid device ordinal";
    case cudaErrorLaunchFailure:
      return emulated::Card::instance().fault;
    case cudaErrorStreamCaptureUnsupported:
      return "operation not permitted when stream is capturing";
    case cudaErrorStreamCaptureInvalidated:
      return "operation failed due to a previous error during capture";
    case cudaErrorStreamCaptureIsolation:
      return "dependency created on uncaptured work in another stream";
    case cudaErrorStreamCaptureImplicit:
      return "operation would make the legacy stream depend on a capturing blocking stream";
  }
  return "unknown error";
}
inline cudaError_t cudaGetLastError() { return std::exchange(emulated::last_error, cudaSuccess); }
/// One for each rank on this machine; what a process uses of them has the same memory.
inline cudaError_t cudaGetDeviceCount(int* count) { return *count = 8, cudaSuccess; }
inline cudaError_t cudaSetDevice(int device) {
  return emulated::call([&](auto&) { return device >= 0 && device < 8 ? cudaSuccess : cudaErrorInvalidDevice; });
}
/// Few, so that threads have several elements each.
inline cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr, int) { return *value = 1, cudaSuccess; }

inline cudaError_t cudaMalloc(void** memory, std::size_t bytes) {
  return emulated::call([&](auto& card) {
    *memory = card.memory.allocate(bytes);
    return *memory ? cudaSuccess : cudaErrorMemoryAllocation;
  });
}
inline cudaError_t cudaFree(void* memory) {
  return emulated::call([&](auto& card) {
    if (!memory) return cudaSuccess;
    if (cudaError_t const error = card.synchronize_all()) return error;
    return card.memory.release(memory) ? cudaSuccess : cudaErrorInvalidValue;
  });
}
inline cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* all) {
  return emulated::call(
      [&](auto& card) { return *free = card.memory.free_bytes(), *all = emulated::Memory::size, cudaSuccess; });
}
template <class T> cudaError_t cudaMallocHost(T** memory, std::size_t bytes) {
  return emulated::call([&](auto& card) {
    *memory = static_cast<T*>(::operator new(bytes));
    card.pinned.insert(*memory);
    return cudaSuccess;
  });
}
inline cudaError_t cudaFreeHost(void* memory) {
  return emulated::call([&](auto& card) {
    if (!memory) return cudaSuccess;
    if (cudaError_t const error = card.synchronize_all()) return error;
    if (card.pinned.erase(memory) == 0) return cudaErrorInvalidValue;
    return ::operator delete(memory), cudaSuccess;
  });
}
/// Of pinned memory, its first byte is known.
inline cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* attributes, void const* memory) {
  return emulated::call([&](auto& card) {
    attributes->type = card.memory.holds(memory)   ? cudaMemoryTypeDevice
                       : card.pinned.count(memory) ? cudaMemoryTypeHost
                                                   : cudaMemoryTypeUnregistered;
    return cudaSuccess;
  });
}

inline cudaError_t cudaMemsetAsync(void* to, int value, std::size_t bytes, cudaStream_t stream) {
  return emulated::call([&](auto& card) {
    if (!card.memory.holds(to, bytes)) return cudaErrorInvalidValue;
    return card.put(stream, [=] { return std::memset(to, value, bytes), nullptr; });
  });
}
inline cudaError_t cudaMemcpyAsync(void* to, void const* from, std::size_t bytes, cudaMemcpyKind kind, cudaStream_t stream) {
  return emulated::call([&](auto& card) {
    bool const to_card = kind != cudaMemcpyDeviceToHost, from_card = kind != cudaMemcpyHostToDevice;
    if (card.memory.holds(to, bytes) != to_card || card.memory.holds(from, bytes) != from_card) return cudaErrorInvalidValue;
    emulated::Work const copy = [=] { return std::memcpy(to, from, bytes), nullptr; };
    void const* const host = to_card ? from : to;
    if ((to_card && from_card) || card.pinned.count(host)) return card.put(stream, copy);
    if (stream && stream->capture) return card.invalidate(*stream, cudaErrorStreamCaptureUnsupported);
    if (!to_card) {
      cudaError_t const error = card.put(stream, copy);
      return error ? error : card.synchronize(stream);
    }
    auto const staged =
        std::make_shared<std::vector<char>>(static_cast<char const*>(from), static_cast<char const*>(from) + bytes);
    return card.put(stream, [=] { return std::memcpy(to, staged->data(), bytes), nullptr; });
  });
}
inline cudaError_t cudaMemcpy2DAsync(void* to, std::size_t to_pitch, void const* from, std::size_t from_pitch,
                                     std::size_t width, std::size_t height, cudaMemcpyKind kind, cudaStream_t stream) {
  return emulated::call([&](auto& card) {
    auto fits = [&](void const* memory, std::size_t pitch) {
      return width <= pitch && card.memory.holds(memory, (height - 1) * pitch + width);
    };
    if (kind != cudaMemcpyDeviceToDevice || !fits(to, to_pitch) || !fits(from, from_pitch)) return cudaErrorInvalidValue;
    return card.put(stream, [=] {
      for (std::size_t row = 0; row < height; ++row)
        std::memcpy(static_cast<char*>(to) + row * to_pitch, static_cast<char const*>(from) + row * from_pitch, width);
      return nullptr;
    });
  });
}

inline cudaError_t cudaStreamCreate(cudaStream_t* stream) {
  return emulated::call([&](auto& card) { return *stream = card.make_stream(true), cudaSuccess; });
}
inline cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
  return emulated::call([&](auto& card) { return *stream = card.make_stream(flags != cudaStreamNonBlocking), cudaSuccess; });
}
inline cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  return emulated::call([&](auto& card) { return card.destroy(stream), cudaSuccess; });
}
inline cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  return emulated::call([&](auto& card) { return card.synchronize(stream); });
}

inline cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) { return *event = new emulated::Event, cudaSuccess; }
inline cudaError_t cudaEventDestroy(cudaEvent_t event) { return delete event, cudaSuccess; }
inline cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  return emulated::call([&](auto& card) { return card.mark(stream, event->mark); });
}
inline cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  return emulated::call([&](auto& card) { return card.synchronize(event->mark); });
}
inline cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  return emulated::call([&](auto& card) { return card.wait(stream, event->mark); });
}

inline cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  return emulated::call([&](auto&) {
    if (!stream || stream->capture) return cudaErrorStreamCaptureUnsupported;
    stream->capture = std::make_shared<emulated::Graph>();
    stream->invalidated = false;
    return cudaSuccess;
  });
}
inline cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  return emulated::call([&](auto&) {
    auto const captured = std::exchange(stream->capture, nullptr);
    *graph = nullptr;
    if (!captured || stream->invalidated) return cudaErrorStreamCaptureInvalidated;
    return *graph = new cudaGraph{captured}, cudaSuccess;
  });
}
inline cudaError_t cudaGraphDestroy(cudaGraph_t graph) { return delete graph, cudaSuccess; }
inline cudaError_t cudaGraphInstantiate(cudaGraphExec_t* run, cudaGraph_t graph, unsigned long long) {
  return *run = new cudaGraphExec{graph->graph}, cudaSuccess;
}
inline cudaError_t cudaGraphExecDestroy(cudaGraphExec_t run) { return delete run, cudaSuccess; }
inline cudaError_t cudaGraphUpload(cudaGraphExec_t, cudaStream_t) { return cudaSuccess; }
inline cudaError_t cudaGraphLaunch(cudaGraphExec_t run, cudaStream_t stream) {
  return emulated::call([&](auto& card) {
    return card.put(stream, [graph = run->graph] {
      char const* fault = nullptr;
      for (auto const& work : graph->work)
        if (!fault) fault = work();
      return fault;
    });
  });
}

/// Pointers among the arguments are null or point to the card's memory.
template <class... P, class... A>
cudaError_t cudaLaunchKernelEx(cudaLaunchConfig_t const* config, void (*kernel)(P...), A&&... arguments) {
  return emulated::call([&](auto& card) {
    auto const& [grid, block, shared, stream] = *config;
    if (grid.x < 1 || grid.y * grid.z != 1 || block.x < 1 || block.x > 1024 || block.y * block.z != 1 || shared != 0)
      return cudaErrorInvalidConfiguration;
    std::tuple<std::remove_const_t<P>...> const values(static_cast<P>(arguments)...);
    auto on_card = [&](auto const& value) {
      if constexpr (std::is_pointer_v<std::decay_t<decltype(value)>>) return !value || card.memory.holds(value);
      else return std::is_trivially_copyable_v<std::decay_t<decltype(value)>>;
    };
    if (!std::apply([&](auto const&... value) { return (on_card(value) && ...); }, values)) return cudaErrorInvalidValue;
    return card.put(stream, [=, grid = grid, block = block] {
      return emulated::Threads::instance().run(grid, block, [&] { std::apply(kernel, values); });
    });
  });
}
