# gan_fetch(<name> <url> <sha256> [ONLY_SOURCES]): a pinned version of a library that the system does not have; sets
# <name>_SOURCE_DIR. ONLY_SOURCES: its own build is not part of this one. Without network, FETCHCONTENT_SOURCE_DIR_<NAME> names a
# copy of it.

include(FetchContent)

macro(gan_fetch name url sha256)
  message(STATUS "gan: ${name} was not found; the pinned version is ${url}")
  if("${ARGN}" STREQUAL "ONLY_SOURCES")
    FetchContent_Declare(${name} URL ${url} URL_HASH SHA256=${sha256} SOURCE_SUBDIR none)
  else()
    FetchContent_Declare(${name} URL ${url} URL_HASH SHA256=${sha256})
  endif()
  FetchContent_MakeAvailable(${name})
endmacro()
