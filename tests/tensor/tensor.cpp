// Tensors as views of counted memory, the arena that recycles it, and what happens when the context is gone.
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>

#include <gan/backend/cpu/backend.hpp>
#include <gan/tensor/tensor.hpp>

#include "../catch.hpp"

using namespace gan;
using Values = std::vector<float>;

namespace {
Values counted(std::size_t n) {
  Values out(n);
  std::iota(out.begin(), out.end(), 0.0f);
  return out;
}
}  // namespace

TEST_CASE("values go to a tensor and come back") {
  Context<Cpu> context;
  auto x = from_host(context, {2, 3}, counted(6));
  CHECK(x.shape() == Shape{2, 3});
  CHECK(x.count() == 6);
  CHECK(to_host(x) == counted(6));
  CHECK(to_host(full(context, {3}, 2.5f)) == Values{2.5f, 2.5f, 2.5f});
  CHECK(to_host(zeros<double>(context, {})) == std::vector<double>{0});
  CHECK(to_host(from_host(context, {0, 4}, Values{})).empty());
  CHECK_THROWS_WITH(from_host(context, {2, 2}, counted(3)), "shape {2, 2} needs 4 values, not 3");
  CHECK(reinterpret_cast<std::uintptr_t>(x.data()) % 64 == 0);
}

TEST_CASE("copies, reshaped tensors, slices and views share memory") {
  Context<Cpu> context;
  auto x = from_host(context, {4, 3}, counted(12));
  auto copy = x;
  auto flat = x.reshaped({12});
  auto middle = x.slice(1, 3);
  auto part = middle.view(2, {2, 2});
  CHECK(middle.shape() == Shape{2, 3});
  CHECK(to_host(middle) == Values{3, 4, 5, 6, 7, 8});
  CHECK(to_host(part) == Values{5, 6, 7, 8});
  x.data()[5] = -1;
  CHECK(copy.data()[5] == -1);
  CHECK(flat.data()[5] == -1);
  CHECK(middle.data()[2] == -1);
  CHECK(part.data()[0] == -1);
  CHECK(to_host(x.slice(4, 4)).empty());
  CHECK(to_host(middle.slice(1, 2)) == Values{6, 7, 8});
  CHECK(to_host(middle.slice(1, 2).reshaped({3, 1}).slice(2, 3)) == Values{8});
  CHECK(from_host(context, {0, 3}, Values{}).slice(0, 0).shape() == Shape{0, 3});
}

TEST_CASE("views that do not fit are refused with a sentence") {
  Context<Cpu> context;
  auto x = from_host(context, {4, 3}, counted(12));
  CHECK_THROWS_WITH(x.reshaped({5, 2}), "a tensor of shape {4, 3} cannot be read as {5, 2}: 12 and 10 elements");
  CHECK_THROWS_WITH(x.slice(2, 5), "a slice from 2 to 5 is outside a tensor of shape {4, 3}");
  CHECK_THROWS_AS(x.slice(-1, 2), ShapeError);
  CHECK_THROWS_AS(x.slice(3, 2), ShapeError);
  CHECK_THROWS_AS(x.reshaped({}).slice(0, 1), ShapeError);
  CHECK_THROWS_WITH(x.view(10, {3}), "a view of shape {3} from element 10 is outside a tensor of 12 elements");
  CHECK_THROWS_AS(x.view(-1, {3}), ShapeError);
}

TEST_CASE("the arena hands out again what was released") {
  Context<Cpu> context;
  auto step = [&] {
    Tensor<float, Cpu> a(context, {1000, 30}), b(context, {7}), c(context, {1}), d(context, {1000, 33});
    auto view = a.slice(3, 9);
    a = b;
    return view;
  };
  step();
  std::int64_t const warm = context.arena().system_allocations();
  CHECK(warm == 4);
  for (int i = 0; i < 100; ++i) step();
  CHECK(context.arena().system_allocations() == warm);
}

TEST_CASE("two living tensors never share memory, whatever their sizes") {
  Context<Cpu> context;
  struct Piece {
    Tensor<unsigned char, Cpu> tensor;
    unsigned char mark;
  };
  std::vector<Piece> pieces;
  unsigned state = 1;
  for (unsigned i = 0; i < 3000; ++i) {
    state = state * 1664525u + 1013904223u;
    std::int64_t bytes = (std::int64_t{1} << (state >> 28)) + (state >> 12) % 700;
    pieces.push_back({Tensor<unsigned char, Cpu>(context, {bytes}), static_cast<unsigned char>(i)});
    std::fill_n(pieces.back().tensor.data(), bytes, pieces.back().mark);
    if (i % 3 == 2) std::swap(pieces[state % pieces.size()], pieces.back()), pieces.pop_back();
  }
  std::size_t broken = 0;
  for (auto const& piece : pieces)
    for (std::int64_t i = 0; i < piece.tensor.count(); ++i) broken += piece.tensor.data()[i] != piece.mark;
  CHECK(broken == 0);
}

TEST_CASE("a tensor outlives its context but computes no more") {
  Tensor<float, Cpu> late, view;
  {
    Context<Cpu> context;
    late = from_host(context, {3}, counted(3));
    view = late.slice(1, 3);
    Tensor<float, Cpu> other(context, {5});
    CHECK(&late.context() == &context);
  }
  CHECK(to_host(late) == Values{0, 1, 2});
  CHECK_THROWS_WITH(late.context(), "this tensor has no context any more; a context must outlive what is computed with it");
  late = {};
  CHECK(to_host(view) == Values{1, 2});
  CHECK_THROWS_AS(late.context(), OptionError);
  CHECK(!late);
}

TEST_CASE("a tensor that was moved from is empty") {
  Context<Cpu> context;
  auto x = full(context, {2}, 1.0f);
  auto y = std::move(x);
  CHECK(to_host(y) == Values{1, 1});
  CHECK(!x);
  y = *&y;
  CHECK(to_host(y) == Values{1, 1});
}

TEMPLATE_TEST_CASE("random tensors are the draws of their key, sample by sample, at any number of threads", "", float, double) {
  using T = TestType;
  auto key = random::key(Seed{3}, Stream::check, 9);
  for (int threads : {1, 3}) {
    Context<Cpu> context(Cpu{threads}, Seed{1});
    for (std::int64_t size : {1, 2, 3, 4, 5, 9}) {
      auto u = to_host(uniform(context, {6, size}, key, T(-1), T(3), 4));
      auto z = to_host(normal(context, {6, size}, key, T(2), T(0.5), 4));
      for (std::uint32_t s = 0; s < 6; ++s)
        for (std::uint32_t e = 0; e < size; ++e) {
          std::size_t at = s * static_cast<std::size_t>(size) + e;
          REQUIRE(u[at] == Approx(-1 + 4 * random::uniform<T>(key, 4 + s, e)).margin(1e-6));
          REQUIRE(z[at] == Approx(2 + 0.5 * random::normal<T>(key, 4 + s, e)).margin(1e-6));
          REQUIRE((u[at] >= -1 && u[at] < 3));
        }
    }
    // Two halves of a batch are the batch.
    auto whole = to_host(normal(context, {8, 3}, key, T(0), T(1))),
         second = to_host(normal(context, {4, 3}, key, T(0), T(1), 4));
    CHECK(std::equal(second.begin(), second.end(), whole.begin() + 12));
    CHECK(to_host(uniform(context, {}, key, T(0), T(1)))[0] == random::uniform<T>(key, 0, 0));
    CHECK(to_host(uniform(context, {0, 3}, key, T(0), T(1))).empty());
  }
}

TEST_CASE("draws by hand differ from call to call and repeat from run to run") {
  Context<Cpu> a(Seed{5}), b(Cpu{2}, Seed{5}), c(Seed{6});
  auto first = to_host(randn<float>(a, {4})), second = to_host(randn<float>(a, {4}));
  CHECK(first != second);
  CHECK(to_host(randn<float>(b, {4})) == first);
  CHECK(to_host(randn<float>(c, {4})) != first);
}

TEST_CASE("recording is switched by scopes, also when they end by an exception") {
  Context<Cpu> context;
  CHECK(context.recording());
  try {
    NoRecording off(context);
    CHECK(!context.recording());
    Recording<Cpu> on(context, true);
    CHECK(context.recording());
    throw 1;
  } catch (int) {
  }
  CHECK(context.recording());
}
