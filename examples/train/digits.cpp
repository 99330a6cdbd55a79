#include "images.hpp"

bool train_on_digits(Command const& command) {
  auto const digits = gan::data::digits();
  std::printf("data: %s\n", digits.description().c_str());
  return train_on_images(command, digits);
}
