#pragma once
/// Eigenvalues and eigenvectors of symmetric matrices. Not part of backend.hpp: only metrics need them.
#include <Eigen/Eigenvalues>

#include <gan/backend/cpu/context.hpp>
#include <gan/backend/cpu/finite.hpp>

namespace gan {

/// The eigenvalues of the symmetric n x n matrix `a`, ascending, into `values`, and where `vectors` is not null the
/// eigenvectors of length 1 as the columns of that n x n matrix: a = V diag(values) V^T. Row-major; only the lower triangle of
/// `a` is read. Throws NumericalError where a value is not finite or the iteration does not converge.
template <class T> void eigen_symmetric(Context<Cpu>& context, std::int64_t n, T const* a, T* values, T* vectors) {
  using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
  using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  if (n == 0) return;
  require<NumericalError>(all_finite(context, a, n * n), "a symmetric matrix of size ", n,
                          " has values that are not finite, so it has no eigenvalues");
  Eigen::SelfAdjointEigenSolver<Matrix> const solver(Eigen::Map<RowMajor const>(a, n, n),
                                                     vectors ? Eigen::ComputeEigenvectors : Eigen::EigenvaluesOnly);
  require<NumericalError>(solver.info() == Eigen::Success, "the eigenvalues of a symmetric matrix of size ", n,
                          " did not converge");
  Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, 1>>(values, n) = solver.eigenvalues();
  if (vectors) Eigen::Map<RowMajor>(vectors, n, n) = solver.eigenvectors();
}

}  // namespace gan
