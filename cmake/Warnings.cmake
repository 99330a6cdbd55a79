# gan_warnings: what the compilers are asked about this project's own programs.

add_library(gan_warnings INTERFACE)
target_compile_options(gan_warnings INTERFACE
  $<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang>:-Wall;-Wextra;-Wpedantic;-Wshadow>
  $<$<COMPILE_LANG_AND_ID:CUDA,NVIDIA>:-Xcompiler=-Wall,-Wextra>)
if(GAN_WERROR)
  # GCC's flow-based warnings report what its inliner made of Eigen's packets; they stay warnings.
  target_compile_options(gan_warnings INTERFACE
    $<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang>:-Werror>
    $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-error=maybe-uninitialized;-Wno-error=array-bounds;-Wno-error=stringop-overflow>)
endif()
