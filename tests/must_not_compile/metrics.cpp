/// Metrics without what they need: each stops at one sentence.
#include <gan/gan.hpp>
#include <gan/metric/extractor.hpp>
#include <gan/metric/frechet.hpp>

using namespace gan;

void good(Context<Cpu>& context, metric::GaussianFit const& fit) {
  metric::diagonal_frechet_distance(fit, fit);
  metric::random_convolutions(context, Image<1, 28, 28>{});
}

#if GAN_CASE == 1
// expect: the Frechet distance needs a symmetric eigensolver: include <gan/metrics.hpp>, in a .cpp
auto bad(Context<Cpu>& context, metric::GaussianFit const& fit) { return metric::frechet_distance(context, fit, fit); }
#elif GAN_CASE == 2
// expect: a convolutional extractor needs images: Image<C, H, W>
auto bad(Context<Cpu>& context) { return metric::random_convolutions(context, Vector<2>{}); }
#endif
