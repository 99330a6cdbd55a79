#include "images.hpp"

bool train_on_pictures(Command const& command) {
  gan::require<gan::OptionError>(!command.folder.empty(), "--data pictures needs --folder with PNG or JPEG files");
  return train_on_images(command, gan::data::image_folder<gan::Image<3, 64, 64>>(command.folder));
}
