# Compiles case CASE of FILE (see tests/must_not_compile): it must stop at one static_assert, its sentence in the first error.
#   cmake -D COMMAND=<compiler and flags> -D FILE= -D CASE= -D INCLUDES= -D DEFINITIONS= -P CheckMustNotCompile.cmake

cmake_minimum_required(VERSION 3.23)
list(TRANSFORM INCLUDES PREPEND -I)
list(TRANSFORM DEFINITIONS PREPEND -D)
execute_process(COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C ${COMMAND} ${INCLUDES} ${DEFINITIONS} -DGAN_CASE=${CASE} "${FILE}"
  OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE result)

if(CASE EQUAL 0)
  if(NOT result EQUAL 0)
    message(NOTICE "${output}")
    message(FATAL_ERROR "without any of its cases this file must compile, but it does not")
  endif()
  return()
endif()

# The sentence of this case: what follows the CASE-th "// expect: ".
file(READ "${FILE}" sentence)
foreach(n RANGE 1 ${CASE})
  string(FIND "${sentence}" "// expect: " position)
  math(EXPR position "${position} + 11")
  string(SUBSTRING "${sentence}" ${position} -1 sentence)
endforeach()
string(REGEX REPLACE "[ \r]*\n.*" "" sentence "${sentence}")

function(fail reason)
  message(NOTICE "expected: ${sentence}\nthe compiler says:\n${output}")
  message(FATAL_ERROR "${reason}")
endfunction()

if(result EQUAL 0)
  fail("this must not compile, but it does")
endif()
string(FIND "${output}" "error: " position)
if(position EQUAL -1)
  fail("the compiler failed without an error")
endif()
string(SUBSTRING "${output}" ${position} -1 first_error)
string(REGEX REPLACE "\n.*" "" first_error "${first_error}")
string(FIND "${first_error}" "${sentence}" position)
if(position EQUAL -1)
  fail("the first error is not the expected sentence")
endif()
string(REGEX MATCHALL "error: static[ _]assert[a-z]* failed" assertions "${output}")
list(LENGTH assertions count)
if(NOT count EQUAL 1)
  fail("one static_assert must stop it, but ${count} did")
endif()
