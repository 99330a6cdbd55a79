# Finds stb's image libraries: Stb_FOUND and the target Stb::Stb, with which <stb_image.h> and <stb_image_write.h> are included.
# Where there are headers and no library, the implementations are compiled into a small static one.

find_path(Stb_INCLUDE_DIR stb_image_write.h PATH_SUFFIXES stb)
find_library(Stb_LIBRARY stb)
mark_as_advanced(Stb_INCLUDE_DIR Stb_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Stb REQUIRED_VARS Stb_INCLUDE_DIR)

if(Stb_FOUND AND NOT TARGET Stb::Stb)
  add_library(Stb::Stb INTERFACE IMPORTED)
  target_include_directories(Stb::Stb INTERFACE "${Stb_INCLUDE_DIR}")
  if(Stb_LIBRARY)
    target_link_libraries(Stb::Stb INTERFACE "${Stb_LIBRARY}")
  else()
    set(implementation "${CMAKE_CURRENT_BINARY_DIR}/stb.cpp")
    file(CONFIGURE OUTPUT "${implementation}" CONTENT [[
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_RESIZE_IMPLEMENTATION
#include <stb_image.h>
#include <stb_image_write.h>
#if __has_include(<stb_image_resize.h>)
#include <stb_image_resize.h>
#elif __has_include(<stb_image_resize2.h>)
#include <stb_image_resize2.h>
#endif
]])
    add_library(stb_implementation STATIC EXCLUDE_FROM_ALL "${implementation}")
    target_include_directories(stb_implementation SYSTEM PRIVATE "${Stb_INCLUDE_DIR}")
    target_link_libraries(Stb::Stb INTERFACE stb_implementation)
  endif()
endif()
