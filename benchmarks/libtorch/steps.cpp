// The whole-step benchmarks in LibTorch (1.13 and 2.x). Written as LibTorch's own examples are, without needless work: the
// generator step asks for no discriminator gradients, no gradient reaches the data, labels are made once.
#include "steps.hpp"

#include <torch/torch.h>

#include <dlfcn.h>

#include <array>
#include <cmath>
#include <stdexcept>

#define TORCH_AT_LEAST(major, minor) \
  (TORCH_VERSION_MAJOR > (major) || (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

namespace competitor {
namespace {

using torch::Tensor;
using Tensors = std::vector<Tensor>;
namespace nn = torch::nn;

struct AdamOptions {
  double rate = 2e-4, beta1 = 0.5, beta2 = 0.999, eps = 1e-8;
};

struct Optimizer {
  virtual ~Optimizer() = default;
  virtual void step(const Tensors& gradients) = 0;
};

class PlainAdam : public Optimizer {
 public:
  PlainAdam(Tensors parameters, AdamOptions o)
      : parameters_(std::move(parameters)),
        adam_(parameters_, torch::optim::AdamOptions(o.rate).betas({o.beta1, o.beta2}).eps(o.eps)) {}

  void step(const Tensors& gradients) override {
    for (size_t i = 0; i < parameters_.size(); ++i) parameters_[i].mutable_grad() = gradients[i];
    adam_.step();
  }

 private:
  Tensors parameters_;
  torch::optim::Adam adam_;
};

#if TORCH_AT_LEAST(2, 4)
// What torch.optim.Adam(fused=True) calls in Python; torch::optim::Adam does not have it.
class FusedAdam : public Optimizer {
 public:
  FusedAdam(Tensors parameters, AdamOptions o) : parameters_(std::move(parameters)), o_(o) {
    for (const Tensor& p : parameters_) {
      mean_.push_back(torch::zeros_like(p));
      square_.push_back(torch::zeros_like(p));
      steps_.push_back(torch::zeros({}));
    }
  }

  void step(const Tensors& gradients) override {
    torch::NoGradGuard no_grad;
    for (Tensor& s : steps_) *s.data_ptr<float>() += 1;
    at::_fused_adam_(parameters_, gradients, mean_, square_, {}, steps_, o_.rate, o_.beta1, o_.beta2, 0, o_.eps, false, false);
  }

 private:
  Tensors parameters_, mean_, square_, steps_;
  AdamOptions o_;
};
#endif

// For versions without a fused Adam: all parameters are views of one buffer, so each operation runs once, not once per tensor.
class FlatAdam : public Optimizer {
 public:
  FlatAdam(const Tensors& parameters, AdamOptions o) : o_(o) {
    int64_t size = 0, begin = 0;
    for (const Tensor& p : parameters) size += p.numel();
    values_ = torch::empty(size);
    gradient_ = torch::empty(size);
    mean_ = torch::zeros(size);
    square_ = torch::zeros(size);
    scratch_ = torch::empty(size);
    for (Tensor p : parameters) {
      auto view = values_.as_strided(p.sizes(), p.strides(), begin);
      view.copy_(p.data());
      p.set_data(view);
      gradients_.push_back(gradient_.as_strided(p.sizes(), p.strides(), begin));
      begin += p.numel();
    }
  }

  void step(const Tensors& gradients) override {
    torch::NoGradGuard no_grad;
    for (size_t i = 0; i < gradients.size(); ++i) gradients_[i].copy_(gradients[i]);
    ++step_;
    double scale1 = 1 - std::pow(o_.beta1, step_), scale2 = std::sqrt(1 - std::pow(o_.beta2, step_));
    mean_.lerp_(gradient_, 1 - o_.beta1);
    square_.mul_(o_.beta2).addcmul_(gradient_, gradient_, 1 - o_.beta2);
    at::sqrt_out(scratch_, square_).add_(o_.eps * scale2);
    values_.addcdiv_(mean_, scratch_, -o_.rate * scale2 / scale1);
  }

 private:
  Tensor values_, gradient_, mean_, square_, scratch_;
  Tensors gradients_;
  AdamOptions o_;
  int step_ = 0;
};

std::unique_ptr<Optimizer> make_adam(const Tensors& parameters, AdamOptions o, const Settings& s) {
  if (s.tuned && s.flat_adam) return std::make_unique<FlatAdam>(parameters, o);
#if TORCH_AT_LEAST(2, 4)
  if (s.tuned) return std::make_unique<FusedAdam>(parameters, o);
#endif
  return std::make_unique<PlainAdam>(parameters, o);
}

// ---- Networks -------------------------------------------------------------------------------------------------------

struct Relu {
  static void add(nn::Sequential& s) { s->push_back(nn::ReLU(nn::ReLUOptions(true))); }
};
struct Leaky {
  static void add(nn::Sequential& s) { s->push_back(nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.2).inplace(true))); }
};

template <class Activation> nn::Sequential mlp(std::array<int, 4> widths, bool tanh) {
  nn::Sequential s;
  for (int i = 0; i < 3; ++i) {
    s->push_back(nn::Linear(widths[i], widths[i + 1]));
    if (i < 2) Activation::add(s);
  }
  if (tanh) s->push_back(nn::Tanh());
  return s;
}

struct Layer {
  int maps, kernel, stride, pad;
};

nn::Sequential transposed_convs(int in, const std::vector<Layer>& layers) {
  nn::Sequential s;
  for (size_t i = 0; i < layers.size(); ++i) {
    auto [maps, kernel, stride, pad] = layers[i];
    bool last = i + 1 == layers.size();
    s->push_back(nn::ConvTranspose2d(nn::ConvTranspose2dOptions(in, maps, kernel).stride(stride).padding(pad).bias(last)));
    if (last) {
      s->push_back(nn::Tanh());
    } else {
      s->push_back(nn::BatchNorm2d(maps));
      Relu::add(s);
    }
    in = maps;
  }
  return s;
}

nn::Sequential convs(int in, const std::vector<Layer>& layers) {
  nn::Sequential s;
  for (size_t i = 0; i < layers.size(); ++i) {
    auto [maps, kernel, stride, pad] = layers[i];
    bool first = i == 0, last = i + 1 == layers.size();
    s->push_back(nn::Conv2d(nn::Conv2dOptions(in, maps, kernel).stride(stride).padding(pad).bias(first || last)));
    if (!first && !last) s->push_back(nn::BatchNorm2d(maps));
    if (!last) Leaky::add(s);
    in = maps;
  }
  s->push_back(nn::Flatten());
  return s;
}

void to_channels_last(nn::Sequential& net) {
  for (Tensor p : net->parameters())
    if (p.dim() == 4) p.set_data(p.data().contiguous(at::MemoryFormat::ChannelsLast));
}

// ---- Data: eight batches drawn beforehand, used in turn -------------------------------------------------------------

class Batches {
 public:
  explicit Batches(Tensor all) : batches_(all.unbind(0)) {}
  Tensor next() { return batches_[step_++ % batches_.size()]; }
  void channels_last() {
    for (Tensor& b : batches_) b = b.contiguous(at::MemoryFormat::ChannelsLast);
  }

 private:
  Tensors batches_;
  size_t step_ = 0;
};

Batches ring(int64_t batch) {
  Tensor angle = torch::randint(8, {8, batch}) * (2 * M_PI / 8);
  return Batches(2 * torch::stack({angle.cos(), angle.sin()}, 2) + 0.02 * torch::randn({8, batch, 2}));
}

Batches images(std::vector<int64_t> shape) {  // pixels in [-1, 1]; their values do not matter for the time
  shape.insert(shape.begin(), 8);
  return Batches(torch::rand(shape) * 2 - 1);
}

// ---- Steps ----------------------------------------------------------------------------------------------------------

struct Networks {
  nn::Sequential generator, discriminator;
  Batches data;
  std::vector<int64_t> noise;  // shape of z, the batch first
};

class Adversarial : public Step {  // non-saturating loss on logits; fresh noise in each of the two steps
 public:
  Adversarial(Networks n, Settings s)
      : n_(std::move(n)),
        one_batch_(s.tuned && s.one_batch),
        g_(n_.generator->parameters()),
        d_(n_.discriminator->parameters()),
        g_adam_(make_adam(g_, {}, s)),
        d_adam_(make_adam(d_, {}, s)),
        ones_(torch::ones({n_.noise[0], 1})),
        zeros_(torch::zeros({n_.noise[0], 1})),
        ones_zeros_(torch::cat({ones_, zeros_})) {}

  void run() override {
    auto bce = [](const Tensor& logits, const Tensor& labels) {
      return torch::binary_cross_entropy_with_logits(logits, labels);
    };
    Tensor real = n_.data.next(), fake;
    {
      torch::NoGradGuard no_grad;
      fake = n_.generator->forward(torch::randn(n_.noise));
    }
    if (one_batch_) {
      d_loss_ = 2 * bce(n_.discriminator->forward(torch::cat({real, fake})), ones_zeros_);
    } else {
      d_loss_ = bce(n_.discriminator->forward(real), ones_) + bce(n_.discriminator->forward(fake), zeros_);
    }
    d_adam_->step(torch::autograd::grad({d_loss_}, d_));

    g_loss_ = bce(n_.discriminator->forward(n_.generator->forward(torch::randn(n_.noise))), ones_);
    g_adam_->step(torch::autograd::grad({g_loss_}, g_));
  }

  double loss() const override { return d_loss_.item<double>() + g_loss_.item<double>(); }

 private:
  Networks n_;
  bool one_batch_;
  Tensors g_, d_;
  std::unique_ptr<Optimizer> g_adam_, d_adam_;
  Tensor ones_, zeros_, ones_zeros_, d_loss_, g_loss_;
};

class GradientPenaltyCritic : public Step {
 public:
  GradientPenaltyCritic(Networks n, Settings s)
      : n_(std::move(n)),
        one_batch_(s.tuned && s.one_batch),
        d_(n_.discriminator->parameters()),
        adam_(make_adam(d_, {1e-4, 0, 0.9, 1e-8}, s)),
        ones_(torch::ones({n_.noise[0], 1})) {}

  void run() override {
    int64_t batch = n_.noise[0];
    Tensor real = n_.data.next(), fake, between;
    {
      torch::NoGradGuard no_grad;
      fake = n_.generator->forward(torch::randn(n_.noise));
      between = torch::lerp(fake, real, torch::rand({batch, 1}));
    }
    between.requires_grad_();
    Tensor slope = torch::autograd::grad({n_.discriminator->forward(between)}, {between}, {ones_}, true, true)[0];
    Tensor penalty = (slope.norm(2, 1) - 1).pow(2).mean();
    if (one_batch_) {
      Tensors scores = n_.discriminator->forward(torch::cat({real, fake})).split(batch);
      loss_ = scores[1].mean() - scores[0].mean() + 10 * penalty;
    } else {
      loss_ = n_.discriminator->forward(fake).mean() - n_.discriminator->forward(real).mean() + 10 * penalty;
    }
    adam_->step(torch::autograd::grad({loss_}, d_));
  }

  double loss() const override { return loss_.item<double>(); }

 private:
  Networks n_;
  bool one_batch_;
  Tensors d_;
  std::unique_ptr<Optimizer> adam_;
  Tensor ones_, loss_;
};

Networks ring_mlp() { return {mlp<Relu>({2, 128, 128, 2}, false), mlp<Relu>({2, 128, 128, 1}, false), ring(256), {256, 2}}; }

Networks mnist_mlp() {
  return {mlp<Leaky>({100, 256, 512, 784}, true), mlp<Leaky>({784, 512, 256, 1}, false), images({64, 784}), {64, 100}};
}

Networks convolutional(nn::Sequential g, nn::Sequential d, Batches data, const Settings& s) {
  torch::NoGradGuard no_grad;
  for (auto net : {g, d})
    for (auto& p : net->named_parameters())
      if (p.value().dim() == 4) p.value().normal_(0, 0.02);
  if (s.tuned && s.channels_last) {
    to_channels_last(g);
    to_channels_last(d);
    data.channels_last();
  }
  return {g, d, std::move(data), {64, 100, 1, 1}};
}

Networks dcgan28(const Settings& s) {
  return convolutional(transposed_convs(100, {{256, 4, 1, 0}, {128, 3, 2, 1}, {64, 4, 2, 1}, {1, 4, 2, 1}}),
                       convs(1, {{64, 4, 2, 1}, {128, 4, 2, 1}, {256, 4, 2, 1}, {1, 3, 1, 0}}), images({64, 1, 28, 28}), s);
}

Networks dcgan64(const Settings& s) {
  return convolutional(transposed_convs(100, {{512, 4, 1, 0}, {256, 4, 2, 1}, {128, 4, 2, 1}, {64, 4, 2, 1}, {3, 4, 2, 1}}),
                       convs(3, {{64, 4, 2, 1}, {128, 4, 2, 1}, {256, 4, 2, 1}, {512, 4, 2, 1}, {1, 4, 1, 0}}),
                       images({64, 3, 64, 64}), s);
}

}  // namespace

std::vector<std::string> step_names() { return {"ring_mlp", "mnist_mlp", "wgan_gp_critic", "dcgan28", "dcgan64"}; }

std::string version() { return TORCH_VERSION; }

Settings best_settings(std::string_view name, int threads) {
  Settings s;
  s.threads = threads;
  s.channels_last = name == "dcgan28" || name == "dcgan64";
  s.one_batch = !s.channels_last;
  s.flat_adam = name == "ring_mlp" && !TORCH_AT_LEAST(2, 4);  // many small tensors; the large ones of mnist_mlp lose by it
  return s;
}

std::unique_ptr<Step> make_step(std::string_view name, Settings s) {
  at::set_num_threads(s.threads);
  // Debian's OpenBLAS has threads of its own, which LibTorch's setting does not reach.
  if (void* set = dlsym(RTLD_DEFAULT, "openblas_set_num_threads")) reinterpret_cast<void (*)(int)>(set)(s.threads);
  if (s.tuned) at::globalContext().setFlushDenormal(true);  // of this thread, and of those started from it later
  torch::manual_seed(1);
  if (auto colon = name.find(':'); colon != name.npos)
    return make_loss(name.substr(0, colon), std::stol(std::string(name.substr(colon + 1))));
  if (name == "ring_mlp") return std::make_unique<Adversarial>(ring_mlp(), s);
  if (name == "mnist_mlp") return std::make_unique<Adversarial>(mnist_mlp(), s);
  if (name == "wgan_gp_critic") return std::make_unique<GradientPenaltyCritic>(mnist_mlp(), s);
  if (name == "dcgan28") return std::make_unique<Adversarial>(dcgan28(s), s);
  if (name == "dcgan64") return std::make_unique<Adversarial>(dcgan64(s), s);
  throw std::invalid_argument("no step is called '" + std::string(name) + "'");
}

}  // namespace competitor
