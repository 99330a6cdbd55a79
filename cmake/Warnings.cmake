# gan_warnings: what the compilers are asked about this project's own programs.

add_library(gan_warnings INTERFACE)
target_compile_options(gan_warnings INTERFACE
  $<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang>:-Wall;-Wextra;-Wpedantic;-Wshadow>
  $<$<COMPILE_LANG_AND_ID:CUDA,NVIDIA>:-Xcompiler=-Wall,-Wextra>)
# GCC 12 warns of its own AVX-512 intrinsics (GCC bug 105593), of std::string's operator+ (105329, 105651) and of what its inliner
# made of Eigen's packets; clang looks for the same mistakes without these false alarms.
target_compile_options(gan_warnings INTERFACE
  "$<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-uninitialized;-Wno-maybe-uninitialized;-Wno-restrict;-Wno-array-bounds;-Wno-stringop-overflow;-Wno-free-nonheap-object>")
if(GAN_WERROR)
  target_compile_options(gan_warnings INTERFACE "$<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang>:-Werror>")
endif()
