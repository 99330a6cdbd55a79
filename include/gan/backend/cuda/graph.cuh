#pragma once
#include <exception>

#include <gan/backend/cuda/memory.cuh>
#include <gan/tensor/replays.hpp>

namespace gan {

/// What a context launched while a body ran, as one CUDA graph. The draws of a replay add to their key's step an offset in
/// device memory, which a launch before the graph sets.
template <> class Graph<Cuda> {
 public:
  static constexpr bool runs_while_captured = false;

  template <class Body> void capture(Context<Cuda>& context, Body const& body) {
    Capture<Cuda> const capture(context);
    // Relaxed: the arena may ask for memory meanwhile, and other threads may work with the card.
    detail::check(cudaStreamBeginCapture(context.stream(), cudaStreamCaptureModeRelaxed), "begin to capture a graph");
    Ending ending{context.stream()};
    body();
    std::unique_ptr<std::remove_pointer_t<cudaGraph_t>, DestroyGraph> const graph(ending.finish());
    cudaGraphExec_t run = nullptr;
    detail::check(cudaGraphInstantiate(&run, graph.get(), 0), "prepare a graph for replays");
    run_.reset(run);
    detail::check(cudaGraphUpload(run, context.stream()), "bring a graph to the card");
  }
  void replay(Context<Cuda>& context, std::uint32_t draw_offset) {
    write_values(context, &draw_offset, context.draw_offset(), 1);
    detail::check(cudaGraphLaunch(run_.get(), context.stream()), "replay a graph");
  }

 private:
  struct DestroyGraph {
    void operator()(cudaGraph_t graph) const { cudaGraphDestroy(graph); }
  };
  struct DestroyRun {
    void operator()(cudaGraphExec_t run) const { cudaGraphExecDestroy(run); }
  };
  /// Ends the capture, also where an exception leaves it.
  struct Ending {
    cudaStream_t stream;
    bool finished = false;
    cudaGraph_t finish() {
      finished = true;
      cudaGraph_t graph = nullptr;
      detail::check(cudaStreamEndCapture(stream, &graph), "capture a graph");
      return graph;
    }
    ~Ending() {
      if (finished) return;
      cudaGraph_t graph = nullptr;
      if (cudaStreamEndCapture(stream, &graph) == cudaSuccess && graph) cudaGraphDestroy(graph);
      cudaGetLastError();
    }
  };

  std::unique_ptr<std::remove_pointer_t<cudaGraphExec_t>, DestroyRun> run_;
};

}  // namespace gan
