#pragma once
/// Runs a map over its plan: one kernel (map/launch.hpp says how it is cut into threads), and for sums that are left in parts the
/// passes that add them up.
#include <gan/backend/cuda/map_kernel.cuh>
#include <gan/backend/cuda/memory.cuh>

namespace gan {

namespace detail {

/// One pass of a sum: a block takes `columns` neighbouring inner positions of one outer position and one group.
template <class T> __global__ void sum_kernel(T const* in, T* out, SumPass p, int columns, bool accumulate) {
  __shared__ T sums[Context<Cuda>::block];
  int const column = static_cast<int>(threadIdx.x) % columns, row = static_cast<int>(threadIdx.x) / columns;
  int const rows = Context<Cuda>::block / columns;
  std::int64_t const tiles = (p.inner + columns - 1) / columns, all = p.outer * p.groups * tiles;
  for (std::int64_t tile = blockIdx.x; tile < all; tile += gridDim.x) {
    std::int64_t const inner = tile % tiles * columns + column, group = tile / tiles % p.groups,
                       outer = tile / tiles / p.groups;
    std::int64_t const begin = group * p.group_length(), past = begin + p.group_length(),
                       end = past < p.middle ? past : p.middle;
    T sum = 0;
    if (inner < p.inner) {
      T const* from = in + outer * p.middle * p.inner + inner;
#pragma unroll 4
      for (std::int64_t i = begin + row; i < end; i += rows) sum += from[i * p.inner];
    }
    sums[threadIdx.x] = sum;
    __syncthreads();
    for (int half = rows / 2; half > 0; half /= 2) {
      if (row < half) sums[threadIdx.x] += sums[threadIdx.x + half * columns];
      __syncthreads();
    }
    if (row == 0 && inner < p.inner) {
      T& to = out[(outer * p.groups + group) * p.inner + inner];
      to = accumulate ? to + sums[threadIdx.x] : sums[threadIdx.x];
    }  // its own number is the last that a thread reads, so that it may write that of the next tile
  }
}

/// Takes the sums of one output through its passes, the last of which writes the output.
template <class T>
void run_sums(Context<Cuda>& context, SumPasses const& passes, Storage<Cuda> partial, MapOutput<T> const& out) {
  for (int i = 0; i < passes.count; ++i) {
    SumPass const& p = passes.pass[i];
    bool const last = i + 1 == passes.count;
    Storage<Cuda> next;
    if (!last) next = Storage<Cuda>(context.arena(), static_cast<std::size_t>(p.outer * p.groups * p.inner) * sizeof(T));
    // Few columns where the sum is long, many where it is short: powers of two.
    std::int64_t columns = 1;
    while (columns < p.inner && columns < (p.group_length() > 64 ? 32 : 128)) columns *= 2;
    std::int64_t const tiles = p.outer * p.groups * ((p.inner + columns - 1) / columns);
    launch(context.stream(), context.blocks(tiles * Context<Cuda>::block), "add up partial sums", sum_kernel<T>,
           static_cast<T const*>(partial.data()), last ? out.data : static_cast<T*>(next.data()), p, static_cast<int>(columns),
           last && out.accumulate);
    partial = std::move(next);
  }
}

/// One launch: a plan without empty dimensions that is not too large.
template <class T>
void run_map_part(Context<Cuda>& context, MapOp<T, Cuda> const& op, void const* functor, MapPlan const& plan,
                  T* const* operands, unsigned accumulate, int width) {
  unsigned wanted = 0;
  for (int j = 0; j < op.outputs; ++j)
    if (operands[op.inputs + j]) wanted |= 1u << j;
  MapLaunch const cut = plan_launch(plan, op.inputs, wanted, width);
  T* data[max_map_operands];
  std::copy_n(operands, plan.operands, data);
  Storage<Cuda> partial[max_map_outputs];
  unsigned into = accumulate;
  for (int j = 0; j < op.outputs; ++j) {
    if (cut.sums[j].count == 0) continue;
    partial[j] = Storage<Cuda>(context.arena(), static_cast<std::size_t>(cut.partial_elements) * sizeof(T));
    data[op.inputs + j] = static_cast<T*>(partial[j].data());
    into &= ~(1u << j);
  }
  op.kernel(functor, cut, data, into, context.blocks(cut.loop.threads), context.stream());
  for (int j = 0; j < op.outputs; ++j)
    run_sums(context, cut.sums[j], std::move(partial[j]), MapOutput<T>{operands[op.inputs + j], (accumulate >> j & 1) != 0});
}

}  // namespace detail

/// Evaluates the functor of `op` over the plan. Unwanted outputs have no data. Inputs without data are zero.
template <class T>
void run_map(Context<Cuda>& context, MapOp<T, Cuda> const& op, void const* functor, MapPlan const& plan, T const* const* inputs,
             MapOutput<T> const* outputs) {
  T* data[max_map_operands];
  unsigned accumulate = 0;
  for (int i = 0; i < op.inputs; ++i) data[i] = const_cast<T*>(inputs[i]);
  for (int j = 0; j < op.outputs; ++j) {
    data[op.inputs + j] = op.zero_mask >> j & 1 ? nullptr : outputs[j].data;
    accumulate |= unsigned{outputs[j].accumulate} << j;
  }
  if (plan.count() > 0)
    return for_map_parts(plan, data, op.inputs, accumulate, lanes<T>,
                         [&](MapPlan const& part, T* const* at, unsigned adds, int width) {
                           detail::run_map_part(context, op, functor, part, at, adds, width);
                         });
  for (int j = 0; j < op.outputs; ++j) {  // sums over nothing are 0
    std::int64_t count = 1;
    for (int d = 0; d < plan.rank; ++d) count *= plan.stride[op.inputs + j][d] ? plan.size[d] : 1;
    if (data[op.inputs + j] && !outputs[j].accumulate) fill(context, data[op.inputs + j], count, T(0));
  }
}

}  // namespace gan
