// A training that stops in the middle goes on as if it had never stopped: every bit of both networks is the same.
// ctest: 30
#include <iostream>
#include <gan/gan.hpp>

int main(int, char** arguments) {
  using namespace gan;
  int const steps = arguments[1] ? std::atoi(arguments[1]) : 500;
  auto ring = data::gaussian_ring({});
  Gan lsgan{MlpGenerator{}, MlpDiscriminator{}, LeastSquares{}};
  TrainingOptions const options{.batch = 64, .generator = Adam{.beta1 = 0.5f}, .discriminator = Adam{.beta1 = 0.5f}};

  Trainer whole{Model{lsgan, Vector<2>{}, Cpu{}, Seed{1}}, options};
  whole.run(ring, 2 * steps);

  Trainer first{Model{lsgan, Vector<2>{}, Cpu{}, Seed{1}}, options};
  first.run(ring, steps);
  first.checkpoint("half.safetensors");

  // Another program, another seed, another number of threads: the file says how to go on.
  Trainer second{Model{lsgan, Vector<2>{}, Cpu{.threads = 2}, Seed{99}}, options};
  second.restore("half.safetensors");
  second.run(ring, steps);

  bool const same = whole.model() == second.model();
  std::cout << (same ? "the same to the last bit\n" : "not the same\n");
  return same ? 0 : 1;
}
