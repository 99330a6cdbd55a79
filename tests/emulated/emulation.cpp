/// The emulated card itself: what a card leaves open differs here, and what it forbids is an error.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <vector>

#include <cublas_v2.h>

#include "../catch.hpp"

namespace {

constexpr unsigned block = 256;

/// Runs a kernel with one block on memory for `count` numbers, and gives what it left there.
template <class... P, class... A>
cudaError_t run(int count, std::vector<int>& out, void (*kernel)(int*, P...), A... arguments) {
  cudaStream_t stream = nullptr;
  void* memory = nullptr;
  cudaStreamCreate(&stream);
  cudaMalloc(&memory, static_cast<std::size_t>(count) * sizeof(int));
  cudaMemsetAsync(memory, 0, static_cast<std::size_t>(count) * sizeof(int), stream);
  cudaLaunchConfig_t config{};
  config.blockDim = dim3(block);
  config.stream = stream;
  auto const launched = cudaLaunchKernelEx(&config, kernel, static_cast<int*>(memory), arguments...);
  out.assign(static_cast<std::size_t>(count), -1);
  auto const copied = cudaMemcpyAsync(out.data(), memory, out.size() * sizeof(int), cudaMemcpyDeviceToHost, cudaStreamLegacy);
  cudaFree(memory);
  cudaStreamDestroy(stream);
  return launched ? launched : copied;
}

/// Other numbers with each `first`, since shared memory keeps those of the call before.
__global__ void reverse(int* out, int first, bool wait) {
  __shared__ int values[block];
  values[threadIdx.x] = first + static_cast<int>(threadIdx.x);
  if (wait) __syncthreads();
  out[threadIdx.x] = values[block - 1 - threadIdx.x];
}
__global__ void sum_of_warps(int* out) {
  int sum = static_cast<int>(threadIdx.x);
  for (int distance = 16; distance > 0; distance /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, distance);
  out[threadIdx.x] = sum;
}
__global__ void part_at_a_barrier(int*) {
  if (threadIdx.x < 100) __syncthreads();
}
__global__ void write_behind(int* out) { out[threadIdx.x + 1] = 1; }
__global__ void part_at_an_exchange(int* out) {
  if (threadIdx.x % 32 < 5) out[0] = __shfl_xor_sync(0xffffffffu, 1, 1);
}

/// How a process ends that runs body(): 0, or the number of a signal.
template <class Body> int signal_of(Body const& body) {
  pid_t const child = fork();
  if (child == 0) {
    std::signal(SIGSEGV, SIG_DFL);
    body();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

/// A fault ends a card, so that each has a process of its own; 0 where a kernel is refused with these words.
int refusal_of(void (*kernel)(int*), char const* words) {
  return signal_of([&] {
    std::vector<int> out;
    auto const error = run(block, out, kernel);
    _exit(error == cudaErrorLaunchFailure && std::string(cudaGetErrorString(error)).find(words) != std::string::npos ? 0 : 1);
  });
}

}  // namespace

TEST_CASE("threads of the emulated card meet at barriers, and do not without") {
  std::vector<int> out;
  auto wrong = [&](int first) {
    int count = 0;
    for (int i = 0; i < static_cast<int>(block); ++i)
      count += out[static_cast<std::size_t>(i)] != first + static_cast<int>(block) - 1 - i;
    return count;
  };
  REQUIRE(run(block, out, reverse, 1000, true) == cudaSuccess);
  CHECK(wrong(1000) == 0);
  REQUIRE(run(block, out, reverse, 2000, false) == cudaSuccess);
  CHECK(wrong(2000) > 20);
  REQUIRE(run(block, out, sum_of_warps) == cudaSuccess);
  for (int i = 0; i < static_cast<int>(block); ++i) CHECK(out[static_cast<std::size_t>(i)] == 32 * (i / 32 * 32) + 496);
}

TEST_CASE("the emulated card refuses barriers that not all threads reach, and writing behind its memory") {
  CHECK(refusal_of(write_behind, "a kernel wrote behind the memory") == 0);
  CHECK(refusal_of(part_at_a_barrier, "some threads of a block wait at a barrier") == 0);
  CHECK(refusal_of(part_at_an_exchange, "some threads of a warp exchange values") == 0);
}

TEST_CASE("the host does not reach the emulated card's memory") {
  void* memory = nullptr;
  REQUIRE(cudaMalloc(&memory, 1000) == cudaSuccess);
  CHECK(signal_of([&] { *static_cast<volatile int*>(memory) = 1; }) == SIGSEGV);
  std::vector<char> host(1000);
  CHECK(cudaMemcpyAsync(memory, host.data(), 1300, cudaMemcpyHostToDevice, cudaStreamLegacy) == cudaErrorInvalidValue);
  CHECK(cudaMemcpyAsync(host.data(), memory, 100, cudaMemcpyHostToDevice, cudaStreamLegacy) == cudaErrorInvalidValue);
  cudaFree(memory);
}

TEST_CASE("work of the emulated card is done later, and streams meet at events alone") {
  constexpr int rounds = 200;
  int early = 0, behind = 0;
  for (bool ordered : {false, true}) {
    cudaStream_t copies = nullptr, work = nullptr;
    cudaEvent_t sent = nullptr;
    cudaStreamCreateWithFlags(&copies, cudaStreamNonBlocking);
    cudaStreamCreate(&work);
    cudaEventCreateWithFlags(&sent, cudaEventDisableTiming);
    int *from = nullptr, *to = nullptr;
    void* memory = nullptr;
    cudaMallocHost(&from, sizeof(int));
    cudaMallocHost(&to, sizeof(int));
    cudaMalloc(&memory, sizeof(int));
    for (int round = 0; round < rounds; ++round) {
      *from = round;
      cudaMemcpyAsync(memory, from, sizeof(int), cudaMemcpyHostToDevice, copies);
      if (ordered) {
        cudaEventRecord(sent, copies);
        cudaStreamWaitEvent(work, sent, 0);
      }
      *to = -1;
      cudaMemcpyAsync(to, memory, sizeof(int), cudaMemcpyDeviceToHost, work);
      if (ordered) early += *to == -1;
      cudaStreamSynchronize(work);
      if (ordered) CHECK(*to == round);
      else behind += *to != round;
      cudaStreamSynchronize(copies);
    }
    cudaEventDestroy(sent);
    cudaStreamDestroy(copies);
    cudaStreamDestroy(work);
    cudaFree(memory);
    cudaFreeHost(from);
    cudaFreeHost(to);
  }
  CHECK(early > rounds / 2);
  CHECK(behind > rounds / 2);
}

TEST_CASE("a capture of the emulated card does nothing until it is replayed, and refuses what a replay cannot do") {
  cudaStream_t stream = nullptr;
  void* memory = nullptr;
  cudaStreamCreate(&stream);
  cudaMalloc(&memory, 4);
  cudaMemsetAsync(memory, 0, 4, stream);
  auto value = [&] {
    int x = -1;
    cudaMemcpyAsync(&x, memory, 4, cudaMemcpyDeviceToHost, cudaStreamLegacy);
    return x;
  };
  auto capture = [&](auto const& body) {
    REQUIRE(cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed) == cudaSuccess);
    cudaMemsetAsync(memory, 1, 4, stream);
    body();
    cudaGraph_t graph = nullptr;
    cudaStreamEndCapture(stream, &graph);
    return graph;
  };
  cudaGraph_t const graph = capture([] {});
  REQUIRE(graph);
  CHECK(value() == 0);
  cudaGraphExec_t replay = nullptr;
  cudaGraphInstantiate(&replay, graph, 0);
  cudaGraphDestroy(graph);
  cudaGraphLaunch(replay, stream);
  cudaGraphExecDestroy(replay);
  CHECK(value() == 0x01010101);

  int pageable = 7;
  cudaEvent_t event = nullptr;
  cudaEventCreateWithFlags(&event, cudaEventDisableTiming);
  CHECK_FALSE(capture([&] { cudaStreamSynchronize(stream); }));
  CHECK_FALSE(capture([&] { cudaStreamWaitEvent(stream, event, 0); }));
  CHECK_FALSE(capture([&] { cudaMemcpyAsync(memory, &pageable, 4, cudaMemcpyHostToDevice, stream); }));
  CHECK_FALSE(capture([&] { cudaMemcpyAsync(&pageable, memory, 4, cudaMemcpyDeviceToHost, cudaStreamLegacy); }));
  CHECK(value() == 0x01010101);
  cudaEventDestroy(event);
  cudaFree(memory);
  cudaStreamDestroy(stream);
}
