/// A training shared by ranks of another device.
#include <gan/gan.hpp>

using namespace gan;

[[maybe_unused]] static auto model() {
  return Model{Gan{MlpGenerator{}, MlpDiscriminator{}, NonSaturating{}}, Vector<2>{}, Cpu{}, Seed{1}};
}
/// Ranks that compute nothing at all.
struct HostRanks final : Ranks {
  int rank() const override { return 0; }
  int size() const override { return 1; }
  Coupling const& coupling() const override { return coupling_; }
  void broadcast(std::span<std::byte>) override {}
  std::vector<std::string> texts(std::string const& mine) override { return {mine}; }
  void failed(std::string const&, bool) override {}
  Coupling coupling_;
};

#if GAN_CASE == 1
// expect: these ranks compute on another device than the model: an mpi::World is for Cpu{}, an nccl::World for Cuda{}
void use() {
  auto m = model();
  train(m, data::gaussian_ring({}), {.batch = 1, .steps = 1}, HostRanks{});
}
#elif GAN_CASE == 2
// expect: these ranks compute on another device than the model: an mpi::World is for Cpu{}, an nccl::World for Cuda{}
void use() { Trainer trainer{model(), {.batch = 1}, HostRanks{}}; }
#endif
