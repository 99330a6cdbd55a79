# Finds cuDNN: Cudnn_FOUND, Cudnn_VERSION and the target Cudnn::cudnn. It is looked for beside the CUDA toolkit too; Cudnn_ROOT says
# where else.

find_path(Cudnn_INCLUDE_DIR cudnn.h HINTS ${CUDAToolkit_INCLUDE_DIRS} PATH_SUFFIXES include)
find_library(Cudnn_LIBRARY cudnn HINTS ${CUDAToolkit_LIBRARY_DIR} PATH_SUFFIXES lib64 lib)
mark_as_advanced(Cudnn_INCLUDE_DIR Cudnn_LIBRARY)

set(Cudnn_VERSION "")
if(EXISTS "${Cudnn_INCLUDE_DIR}/cudnn_version.h")
  foreach(part MAJOR MINOR PATCHLEVEL)
    file(STRINGS "${Cudnn_INCLUDE_DIR}/cudnn_version.h" line REGEX "define CUDNN_${part} +[0-9]+" LIMIT_COUNT 1)
    string(REGEX REPLACE ".* " "" number "${line}")
    list(APPEND Cudnn_VERSION "${number}")
  endforeach()
  list(JOIN Cudnn_VERSION "." Cudnn_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Cudnn REQUIRED_VARS Cudnn_LIBRARY Cudnn_INCLUDE_DIR VERSION_VAR Cudnn_VERSION)

if(Cudnn_FOUND AND NOT TARGET Cudnn::cudnn)
  add_library(Cudnn::cudnn UNKNOWN IMPORTED)
  set_target_properties(Cudnn::cudnn PROPERTIES IMPORTED_LOCATION "${Cudnn_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${Cudnn_INCLUDE_DIR}")
endif()
