# Catch2 for the tests, version 3 or Debian 12's 2: the target catch_main (a main function and the headers) and the function
# gan_discover_tests(<executable> <folder> <label>), which gives every test case to CTest as "<folder>/<its name>".

find_package(Catch2 3 QUIET)
if(NOT TARGET Catch2::Catch2)
  find_package(Catch2 2.13 QUIET)
endif()
if(NOT TARGET Catch2::Catch2)
  gan_fetch(catch2 https://github.com/catchorg/Catch2/archive/refs/tags/v3.4.0.tar.gz
    122928b814b75717316c71af69bd2b43387643ba076a6ec16e7882bfb2dfacbb)
  list(APPEND CMAKE_MODULE_PATH "${catch2_SOURCE_DIR}/extras")
  set(Catch2_VERSION 3.4.0)
endif()
include(Catch)

set(catch_arguments "")
if(Catch2_VERSION VERSION_GREATER_EQUAL 3)
  add_library(catch_main INTERFACE)
  target_link_libraries(catch_main INTERFACE Catch2::Catch2WithMain)
else()
  add_library(catch_main STATIC main.cpp)
  target_compile_options(catch_main PRIVATE -O0 -g0)
  target_link_libraries(catch_main PUBLIC Catch2::Catch2)
  set(catch_arguments EXTRA_ARGS -w NoTests)  # a name that matches nothing fails; version 3 does so by itself
endif()

# A test case's name holds no semicolon. Those tagged [.long] run when GAN_LONG_TESTS is on. A test counts as skipped
# where it says so: there is no graphics card, or no data set.
function(gan_discover_tests executable folder label)
  set(arguments TEST_PREFIX "${folder}/" ${catch_arguments})
  catch_discover_tests(${executable} ${arguments} TEST_SPEC "~[long]~[.]${ARGN}" PROPERTIES LABELS ${label}
    SKIP_REGULAR_EXPRESSION "skipped: ")
  if(GAN_LONG_TESTS)
    catch_discover_tests(${executable} ${arguments} TEST_SPEC "[long]" PROPERTIES LABELS long-${label} TIMEOUT 10000
      SKIP_REGULAR_EXPRESSION "skipped: ")
  endif()
endfunction()
