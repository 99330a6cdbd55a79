#pragma once

/// GAN_HAS_MEMBER(Concept, name): a concept that a class has a member of this name, template or not, whatever its type. It only looks
/// the name up: a member template with a deduced return type is not instantiated, as taking its address would do. In a class that
/// also inherits the name from elsewhere, the lookup is ambiguous exactly if the class has it too.
#define GAN_HAS_MEMBER(Concept, name)                         \
  namespace detail {                                          \
  struct Other_##name {                                       \
    int name;                                                 \
  };                                                          \
  template <class C> struct Both_##name : C, Other_##name {}; \
  }                                                           \
  template <class C>                                          \
  concept Concept = !requires {                               \
    &detail::Both_##name<C>::name;                            \
  };
