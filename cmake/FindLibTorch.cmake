# Finds LibTorch for the CPU and nothing else: Torch's own TorchConfig.cmake asks for the whole CUDA toolkit when the package
# was built with it (as PyPI's is), although a CPU program needs none of it.
#
# Looks in LibTorch_ROOT and CMAKE_PREFIX_PATH (directories with include/torch and lib/libtorch_cpu.so: /usr with Debian's
# libtorch-dev, .../site-packages/torch with PyPI's torch, an unpacked libtorch zip) and above Torch_DIR.
# Gives the target LibTorch::LibTorch, LibTorch_VERSION and LibTorch_FOUND.

set(_libtorch_hints)
if(Torch_DIR)
  set(_libtorch_hints "${Torch_DIR}/../../.." "${Torch_DIR}/../../../..")
endif()

find_path(LibTorch_INCLUDE_DIR torch/csrc/api/include/torch/torch.h HINTS ${_libtorch_hints} PATH_SUFFIXES include)
find_library(LibTorch_CPU_LIBRARY torch_cpu HINTS ${_libtorch_hints} PATH_SUFFIXES lib)
find_library(LibTorch_C10_LIBRARY c10 HINTS ${_libtorch_hints} PATH_SUFFIXES lib)
mark_as_advanced(LibTorch_INCLUDE_DIR LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY)

set(LibTorch_VERSION)
if(LibTorch_INCLUDE_DIR)
  foreach(_file torch/headeronly/version.h torch/csrc/api/include/torch/version.h)
    if(NOT LibTorch_VERSION AND EXISTS "${LibTorch_INCLUDE_DIR}/${_file}")
      file(STRINGS "${LibTorch_INCLUDE_DIR}/${_file}" _lines REGEX "#define TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
      string(REGEX MATCHALL "[0-9]+" _numbers "${_lines}")
      list(JOIN _numbers "." LibTorch_VERSION)
    endif()
  endforeach()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch
  REQUIRED_VARS LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY LibTorch_INCLUDE_DIR
  VERSION_VAR LibTorch_VERSION)

if(LibTorch_FOUND AND NOT TARGET LibTorch::LibTorch)
  add_library(LibTorch::LibTorch INTERFACE IMPORTED)
  target_include_directories(LibTorch::LibTorch SYSTEM INTERFACE
    "${LibTorch_INCLUDE_DIR}" "${LibTorch_INCLUDE_DIR}/torch/csrc/api/include")
  target_link_libraries(LibTorch::LibTorch INTERFACE "${LibTorch_CPU_LIBRARY}" "${LibTorch_C10_LIBRARY}")
  # PyPI's packages up to 2.5 use the old ABI of std::string.
  get_filename_component(_library_dir "${LibTorch_CPU_LIBRARY}" DIRECTORY)
  set(_config "${_library_dir}/../share/cmake/Torch/TorchConfig.cmake")
  if(EXISTS "${_config}")
    file(STRINGS "${_config}" _old_abi REGEX "_GLIBCXX_USE_CXX11_ABI=0")
    if(_old_abi)
      target_compile_definitions(LibTorch::LibTorch INTERFACE _GLIBCXX_USE_CXX11_ABI=0)
    endif()
  endif()
endif()
