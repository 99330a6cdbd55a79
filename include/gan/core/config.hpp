#pragma once
/// Configuration macros: all function-like and always defined, so that a misspelt name is an error and not a silent 0.

/// GAN_CUDACC(): 1 in a translation unit that nvcc compiles (.cu), 0 in one of a host compiler (.cpp).
/// GAN_HD: marks a function that runs on both sides.
#if defined(__CUDACC__)
#define GAN_CUDACC() 1
#define GAN_HD __host__ __device__
#else
#define GAN_CUDACC() 0
#define GAN_HD
#endif

/// GAN_HAS_ZLIB(), GAN_HAS_STB(): 1 where the build found the library; the CMake target defines GAN_WITH_ZLIB and GAN_WITH_STB.
/// Without it the functions that need it throw a MissingLibrary error.
#if defined(GAN_WITH_ZLIB)
#define GAN_HAS_ZLIB() 1
#else
#define GAN_HAS_ZLIB() 0
#endif
#if defined(GAN_WITH_STB)
#define GAN_HAS_STB() 1
#else
#define GAN_HAS_STB() 0
#endif

/// GAN_HAS_CUDNN(): 1 where convolutions on a card are cuDNN's; the target gan::cudnn defines GAN_WITH_CUDNN.
#if defined(GAN_WITH_CUDNN)
#define GAN_HAS_CUDNN() 1
#else
#define GAN_HAS_CUDNN() 0
#endif

/// GAN_INLINE: for the few functions whose inlining decides the speed of an inner loop.
#if defined(__GNUC__) || defined(__clang__)
#define GAN_INLINE inline __attribute__((always_inline))
#else
#define GAN_INLINE inline
#endif

/// GAN_ROLLED(): before a loop that nvcc is not to unroll, which would take it longer than it gains.
#if defined(__CUDA_ARCH__)
#define GAN_ROLLED() _Pragma("unroll 1")
#else
#define GAN_ROLLED()
#endif

#define GAN_VERSION_MAJOR() 0
#define GAN_VERSION_MINOR() 1
#define GAN_VERSION_PATCH() 0
