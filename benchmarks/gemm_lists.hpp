// The matrix products inside the MLP training steps, to time them alone ("pure GEMM time"): no step can be faster than these
// on the same GEMM, and a good one is not much slower.
//
// Conventions: rows of x are samples; a layer is y = x w^T with w (out, in), as in LibTorch; all matrices row-major. Per layer:
//   forward          y  (rows, out) = x  (rows, in)   w^T           k = in
//   backward data    dx (rows, in)  = dy (rows, out)  w             k = out
//   backward weight  dw (out, in)   = dy^T            x (rows, in)  k = rows
// Operands have names, so that a product reads from the caches what it would read there in a real step: the same weights each
// time, activations where the product before left them. Element-wise work, biases, Adam and random numbers are not included.
#pragma once

#include <Eigen/Core>

#include <array>
#include <map>
#include <string>
#include <vector>

namespace bench {

struct Gemm {
  int m, n, k;
  bool transpose_a, transpose_b;  // a is stored (k, m) / b is stored (n, k)
  std::string c, a, b;            // c (m, n) = a (m, k) b (k, n)

  double flops() const { return 2.0 * m * n * k; }
};

using Gemms = std::vector<Gemm>;
using Widths = std::array<int, 4>;  // of a net with three linear layers

namespace detail {

inline std::string numbered(const std::string& name, int i) { return name + std::to_string(i); }

inline void forward(Gemms& list, const std::string& net, const Widths& w, int rows) {
  for (int i = 0; i < 3; ++i) {
    std::string y = numbered(net + ".x", i + 1), x = numbered(net + ".x", i), weight = numbered(net + ".w", i);
    list.push_back({rows, w[i + 1], w[i], false, true, y, x, weight});
  }
}

inline void weight_gradient(Gemms& list, const std::string& net, const Widths& w, int rows, int i) {
  std::string dw = numbered(net + ".dw", i), dy = numbered(net + ".dx", i + 1), x = numbered(net + ".x", i);
  list.push_back({w[i + 1], w[i], rows, true, false, dw, dy, x});
}

inline void data_gradient(Gemms& list, const std::string& net, const Widths& w, int rows, int i) {
  std::string dx = numbered(net + ".dx", i), dy = numbered(net + ".dx", i + 1), weight = numbered(net + ".w", i);
  list.push_back({rows, w[i], w[i + 1], false, false, dx, dy, weight});
}

// Gradients of all weights; none of the net's input.
inline void backward(Gemms& list, const std::string& net, const Widths& w, int rows) {
  for (int i = 2; i >= 0; --i) {
    weight_gradient(list, net, w, rows, i);
    if (i > 0) data_gradient(list, net, w, rows, i);
  }
}

}  // namespace detail

// One discriminator and one generator step, fresh noise in each; 25 products.
inline Gemms adversarial_step(const Widths& generator, const Widths& discriminator, int batch) {
  Gemms list;
  // D step: generate (3); real and fake as one batch of 2B rows: forward (3), backward to the weights, not to the images (5).
  detail::forward(list, "g", generator, batch);
  detail::forward(list, "d", discriminator, 2 * batch);
  detail::backward(list, "d", discriminator, 2 * batch);
  // G step: generate (3), score B rows (3), back through D to the images without D's weights (3), back through G (5).
  detail::forward(list, "g", generator, batch);
  detail::forward(list, "d", discriminator, batch);
  for (int i = 2; i >= 0; --i) detail::data_gradient(list, "d", discriminator, batch, i);
  detail::backward(list, "g", generator, batch);
  return list;
}

// The critic step of WGAN-GP with piecewise linear activations; 22 products (30 when real and fake pass apart, of which 27 are
// the critic's).
inline Gemms gradient_penalty_step(const Widths& generator, const Widths& critic, int batch) {
  Gemms list;
  // Generate (3); real and fake as one batch: forward (3), backward to the weights (5).
  detail::forward(list, "g", generator, batch);
  detail::forward(list, "d", critic, 2 * batch);
  detail::backward(list, "d", critic, 2 * batch);
  // The penalty's slope at the points between: forward (3) and back to the images (3). dx3 = 1, dx_i = mask(dx_{i+1} w_i).
  detail::forward(list, "d", critic, batch);
  for (int i = 2; i >= 0; --i) detail::data_gradient(list, "d", critic, batch, i);
  // Second order (5). The slope is linear in each weight: upstream u0 = dP/d(dx0), then per layer u_{i+1} = mask(u_i w_i^T) and
  // dw_i += dx_{i+1}^T u_i. What is pruned: u3 (dx3 is the constant 1), and everything behind the masks (their derivative is
  // 0), so nothing goes back through the forward pass of these points.
  for (int i = 0; i < 3; ++i) {
    std::string u = detail::numbered("d.u", i), dx = detail::numbered("d.dx", i + 1), w = detail::numbered("d.w", i);
    list.push_back({critic[i + 1], critic[i], batch, true, false, detail::numbered("d.dw", i), dx, u});
    if (i < 2) list.push_back({batch, critic[i + 1], critic[i], false, true, detail::numbered("d.u", i + 1), u, w});
  }
  return list;
}

inline constexpr Widths mnist_generator{100, 256, 512, 784}, mnist_discriminator{784, 512, 256, 1};

inline Gemms ring_mlp_gemms() { return adversarial_step({2, 128, 128, 2}, {2, 128, 128, 1}, 256); }
inline Gemms mnist_mlp_gemms() { return adversarial_step(mnist_generator, mnist_discriminator, 64); }
inline Gemms wgan_gp_critic_gemms() { return gradient_penalty_step(mnist_generator, mnist_discriminator, 64); }

inline double total_flops(const Gemms& list) {
  double sum = 0;
  for (const Gemm& g : list) sum += g.flops();
  return sum;
}

// The products of a list with their operands, to be done one after the other.
class Products {
 public:
  explicit Products(const Gemms& list) {
    for (const Gemm& g : list) {
      buffer(g.c, g.m * g.n);
      buffer(g.a, g.m * g.k);
      buffer(g.b, g.k * g.n);
    }
    for (const Gemm& g : list) calls_.push_back({g, buffers_[g.c].data(), buffers_[g.a].data(), buffers_[g.b].data()});
  }

  // multiply(gemm, c, a, b) for each.
  template <class F> void each(const F& multiply) const {
    for (const Call& call : calls_) multiply(call.gemm, call.c, call.a, call.b);
  }

  // By Eigen, on row-major Maps.
  void run_eigen() const {
    using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    each([](const Gemm& g, float* to, const float* left, const float* right) {
      Eigen::Map<Matrix, Eigen::AlignedMax> c(to, g.m, g.n);
      Eigen::Map<const Matrix, Eigen::AlignedMax> a(left, g.transpose_a ? g.k : g.m, g.transpose_a ? g.m : g.k);
      Eigen::Map<const Matrix, Eigen::AlignedMax> b(right, g.transpose_b ? g.n : g.k, g.transpose_b ? g.k : g.n);
      if (g.transpose_a) c.noalias() = a.transpose() * b;
      else if (g.transpose_b) c.noalias() = a * b.transpose();
      else c.noalias() = a * b;
    });
  }

 private:
  struct Call {
    Gemm gemm;
    float *c, *a, *b;
  };

  void buffer(const std::string& name, int size) {  // as large as the largest use of the name
    Eigen::VectorXf& values = buffers_[name];
    if (values.size() < size) values = Eigen::VectorXf::Random(size) * 0.1f;
  }

  std::map<std::string, Eigen::VectorXf> buffers_;
  std::vector<Call> calls_;
};

}  // namespace bench
