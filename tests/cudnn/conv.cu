// Convolutions by cuDNN against naive loops and against products of patches.
#include "../cuda/convolutions.hpp"

using namespace gan;

TEST_CASE("convolutions by cuDNN agree with naive loops at any precision") {
  NEEDS_A_CARD();
  for (Precision precision : {Precision::full, Precision::tf32, Precision::bf16}) {
    CudaContext context(Cuda{.precision = precision}, {});
    check_convolutions<float>(context);
  }
  CudaContext context;
  check_convolutions<double>(context);
}

TEST_CASE("cuDNN agrees with products of patches, and with itself bit for bit") {
  NEEDS_A_CARD();
  CudaContext context;
  for (Convolution const& s :
       {convolution_of({16, 32, 32, 3}, {5, 5, 3, 64}, 2, 2), convolution_of({16, 16, 16, 64}, {4, 4, 64, 128}, 2, 1),
        convolution_of({8, 8, 8, 128}, {3, 3, 128, 128}, 1, 1)}) {
    INFO("images " << s.images() << ", weight " << s.weight());
    auto draw = [&](Shape const& shape, std::uint64_t what) {
      return normal<float>(context, shape, random::key(Seed{what}, Stream::check), 0.0f, 1.0f);
    };
    auto const x = draw(s.images(), 1), w = draw(s.weight(), 2), g = draw(s.outputs(), 3);
    Tensor<float, Cuda> const y(context, s.outputs()), dx(context, s.images()), dw(context, s.weight());
    auto three = [&](auto const& forward, auto const& images, auto const& weight) {
      forward(context, s, x.data(), w.data(), y.data(), false);
      images(context, s, g.data(), w.data(), dx.data(), false);
      weight(context, s, x.data(), g.data(), dw.data(), false);
      return std::array{to_host(y), to_host(dx), to_host(dw)};
    };
    auto by_cudnn = [&] {
      return three([](auto&&... a) { REQUIRE(detail::forward_by_cudnn(a...)); },
                   [](auto&&... a) { REQUIRE(detail::backward_images_by_cudnn(a...)); },
                   [](auto&&... a) { REQUIRE(detail::backward_weight_by_cudnn(a...)); });
    };
    auto const first = by_cudnn(), second = by_cudnn();
    auto const patches = three([](auto&&... a) { detail::forward_by_patches(a...); },
                               [](auto&&... a) { detail::backward_images_by_patches(a...); },
                               [](auto&&... a) { detail::backward_weight_by_patches(a...); });
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(first[i] == second[i]);
      double worst = 0, largest = 0;
      for (std::size_t k = 0; k < first[i].size(); ++k) {
        worst = std::max(worst, static_cast<double>(std::abs(first[i][k] - patches[i][k])));
        largest = std::max(largest, static_cast<double>(std::abs(patches[i][k])));
      }
      CHECK(worst <= 1e-5 * largest);
    }
  }
}
