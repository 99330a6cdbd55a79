# Installation: the headers, a CMake package (find_package(gan)) and a pkg-config file.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(destination "${CMAKE_INSTALL_LIBDIR}/cmake/gan")

install(TARGETS gan gan_native EXPORT gan-targets FILE_SET HEADERS)
install(EXPORT gan-targets NAMESPACE gan:: DESTINATION ${destination})
if(TARGET gan_cuda)
  install(TARGETS gan_cuda gan_cuda_metrics EXPORT gan-cuda-targets)
  install(EXPORT gan-cuda-targets NAMESPACE gan:: DESTINATION ${destination})
endif()
foreach(part cudnn mpi nccl)
  if(TARGET gan_${part})
    install(TARGETS gan_${part} EXPORT gan-${part}-targets)
    install(EXPORT gan-${part}-targets NAMESPACE gan:: DESTINATION ${destination})
  endif()
endforeach()

configure_package_config_file(cmake/gan-config.cmake.in gan-config.cmake INSTALL_DESTINATION ${destination})
write_basic_package_version_file(gan-config-version.cmake COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
  "${PROJECT_BINARY_DIR}/gan-config.cmake" "${PROJECT_BINARY_DIR}/gan-config-version.cmake" cmake/FindStb.cmake
  cmake/FindCudnn.cmake DESTINATION ${destination})

# pkg-config knows installed libraries only: stb counts where the system has it compiled.
set(gan_pc_requires "eigen3 >= 3.4")
set(gan_pc_cflags "")
set(gan_pc_libs "")
if(ZLIB_FOUND)
  string(APPEND gan_pc_requires ", zlib")
  string(APPEND gan_pc_cflags " -DGAN_WITH_ZLIB")
endif()
if(Stb_LIBRARY)
  string(APPEND gan_pc_cflags " -DGAN_WITH_STB -I${Stb_INCLUDE_DIR}")
  string(APPEND gan_pc_libs " -lstb")
endif()
configure_file(cmake/gan.pc.in gan.pc @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/gan.pc" DESTINATION "${CMAKE_INSTALL_DATADIR}/pkgconfig")
