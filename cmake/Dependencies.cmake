# Third-party libraries of the headers. The system's come first. Eigen is required, so a pinned version is fetched where it is
# missing; zlib and stb are optional and left out with a notice. Programs of this project name theirs where they are built.

include(${CMAKE_CURRENT_LIST_DIR}/Fetch.cmake)
list(APPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")  # FindStb
set(gan_optional_libraries "")
set(left_out "")

find_package(Threads REQUIRED)

if(NOT TARGET Eigen3::Eigen)
  find_package(Eigen3 3.4 QUIET NO_MODULE)
endif()
if(NOT TARGET Eigen3::Eigen)
  gan_fetch(eigen https://gitlab.com/libeigen/eigen/-/archive/3.4.0/eigen-3.4.0.tar.gz
    8586084f71f9bde545ee7fa6d00288b264a2b7ac3607b974e54d13e7162c1c72 ONLY_SOURCES)
  add_library(Eigen3::Eigen INTERFACE IMPORTED GLOBAL)
  target_include_directories(Eigen3::Eigen INTERFACE "${eigen_SOURCE_DIR}")
endif()

find_package(ZLIB QUIET)
if(ZLIB_FOUND)
  list(APPEND gan_optional_libraries ZLIB::ZLIB)
else()
  list(APPEND left_out "zlib for .gz files (zlib1g-dev)")
endif()

find_package(Stb QUIET)
if(NOT Stb_FOUND AND GAN_FETCH_STB)
  gan_fetch(stb https://github.com/nothings/stb/archive/8b5f1f37b5b75829fc72d38e7b5d4bcbf8a26d55.tar.gz
    c47cf5abe21e1d620afccd159c23fe71dfa86eb270015a7646a4f79e9bfd5503 ONLY_SOURCES)
  set(Stb_ROOT "${stb_SOURCE_DIR}")
  find_package(Stb QUIET)
endif()
if(Stb_FOUND)
  list(APPEND gan_optional_libraries Stb::Stb)
else()
  list(APPEND left_out "stb for PNG and JPEG files (libstb-dev, or -DGAN_FETCH_STB=ON)")
endif()

if(left_out)
  list(JOIN left_out ", " left_out)
  message(NOTICE "gan: left out: ${left_out}")
endif()
