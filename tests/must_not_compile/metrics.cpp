/// Metrics without what they need: each stops at one sentence.
#include <gan/gan.hpp>
#include <gan/metric/code_probabilities.hpp>
#include <gan/metric/extractor.hpp>
#include <gan/metric/frechet.hpp>
#include <gan/metric/sliced_wasserstein.hpp>

using namespace gan;

void good(Context<Cpu>& context, metric::GaussianFit const& fit) {
  metric::diagonal_frechet_distance(fit, fit);
  metric::random_convolutions(context, Image<1, 28, 28>{});
}

#if GAN_CASE == 1
// expect: the Frechet distance needs a symmetric eigensolver: include <gan/metrics.hpp>
auto bad(Context<Cpu>& context, metric::GaussianFit const& fit) { return metric::frechet_distance(context, fit, fit); }
#elif GAN_CASE == 2
// expect: a convolutional extractor needs images: Image<C, H, W>
auto bad(Context<Cpu>& context) { return metric::random_convolutions(context, Vector<2>{}); }
#elif GAN_CASE == 3
// expect: probabilities of codes need a discriminator that guesses the codes of its generator: a CodeHead, and a Coded
void bad() {
  Model model{Gan{MlpGenerator{}, MlpDiscriminator{}, NonSaturating{}}, Vector<2>{}, Cpu{}, Seed{1}};
  metric::code_probabilities(model, "this one")(model.generate(2));
}
#elif GAN_CASE == 4
// expect: the sliced Wasserstein distance sorts where it projects: include <gan/metrics.hpp>
auto bad(Context<Cpu>& context, metric::Features const& x) { return metric::sliced_wasserstein(context, x, x); }
#endif
