# gan::cuda, what a program with .cu files links. At top level nvcc is looked for; as part of another project, that project enables
# CUDA. A .cu is compiled for compute capability 9.0 (and as PTX for later ones) unless CMAKE_CUDA_ARCHITECTURES says otherwise.

if(PROJECT_IS_TOP_LEVEL AND GAN_CUDA)
  include(CheckLanguage)
  find_program(GAN_NVCC nvcc HINTS ENV CUDACXX ENV CUDA_PATH PATHS /usr/local/cuda PATH_SUFFIXES bin)
  mark_as_advanced(GAN_NVCC)
  if(GAN_NVCC AND NOT CMAKE_CUDA_COMPILER AND NOT DEFINED ENV{CUDACXX})
    set(CMAKE_CUDA_COMPILER "${GAN_NVCC}")
  endif()
  if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES 90)
  endif()
  if(CMAKE_CUDA_COMPILER OR DEFINED ENV{CUDACXX})
    check_language(CUDA)
    if(CMAKE_CUDA_COMPILER)
      enable_language(CUDA)
    endif()
  endif()
endif()

get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
if(GAN_CUDA AND CUDA IN_LIST languages)
  find_package(CUDAToolkit REQUIRED)
  add_library(gan_cuda INTERFACE)
  add_library(gan::cuda ALIAS gan_cuda)
  set_target_properties(gan_cuda PROPERTIES EXPORT_NAME cuda)
  # CMake before 3.26 does not know that nvcc has C++20, so the option stands here in place of the feature cuda_std_20.
  target_compile_options(gan_cuda INTERFACE "$<$<COMPILE_LANG_AND_ID:CUDA,NVIDIA>:-std=c++20>")
  target_link_libraries(gan_cuda INTERFACE gan CUDA::cublas CUDA::cudart_static)

  # gan::cuda_metrics, for programs that compute Frechet distances on the card.
  add_library(gan_cuda_metrics INTERFACE)
  add_library(gan::cuda_metrics ALIAS gan_cuda_metrics)
  set_target_properties(gan_cuda_metrics PROPERTIES EXPORT_NAME cuda_metrics)
  target_link_libraries(gan_cuda_metrics INTERFACE gan_cuda CUDA::cusolver)

  # gan::cudnn, for programs whose convolutions are cuDNN's; all their translation units link it.
  find_package(Cudnn 9 QUIET)
  if(TARGET Cudnn::cudnn)
    add_library(gan_cudnn INTERFACE)
    add_library(gan::cudnn ALIAS gan_cudnn)
    set_target_properties(gan_cudnn PROPERTIES EXPORT_NAME cudnn)
    target_compile_definitions(gan_cudnn INTERFACE GAN_WITH_CUDNN)
    target_link_libraries(gan_cudnn INTERFACE gan_cuda Cudnn::cudnn)
  else()
    message(NOTICE "gan: left out: gan::cudnn (cuDNN 9; convolutions are products of patches)")
  endif()
  add_custom_target(cuda_programs)  # every program of this project with a .cu file
elseif(GAN_CUDA STREQUAL "AUTO")
  message(NOTICE "gan: left out: CUDA (no working nvcc)")
elseif(GAN_CUDA)
  message(FATAL_ERROR "gan: GAN_CUDA is ON, but no working nvcc was found; name it with CMAKE_CUDA_COMPILER")
endif()
