#include "images.hpp"

bool train_on_cifar10(Command const& command) {
  return train_on_images(command, gan::data::cifar10(command.folder.empty() ? "data/cifar-10-batches-bin" : command.folder));
}
