# A checkpoint of 2 ranks and one of 4 go on with 1, 2 and 4 ranks, with as many as wrote it bit for bit.
#   cmake -D LAUNCH="<mpirun ... -n>" -D PROGRAM=<checkpoint> -D FOLDER=<of its files> -P checkpoint.cmake

cmake_minimum_required(VERSION 3.23)
separate_arguments(LAUNCH UNIX_COMMAND "${LAUNCH}")

function(run ranks what)
  execute_process(COMMAND ${LAUNCH} ${ranks} ${PROGRAM} ${what} "${FOLDER}" TIMEOUT 120 RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${what} with ${ranks} ranks: ${result}")
  endif()
endfunction()

foreach(writers 2 4)
  file(REMOVE_RECURSE "${FOLDER}")
  file(MAKE_DIRECTORY "${FOLDER}")
  run(${writers} write)
  file(GLOB files RELATIVE "${FOLDER}" "${FOLDER}/*")
  if(NOT files STREQUAL "end;half")
    message(FATAL_ERROR "${writers} ranks left other files than one each time: ${files}")
  endif()
  foreach(ranks 1 2 4)
    message("${writers} ranks wrote, ${ranks} go on:")
    run(${ranks} continue)
  endforeach()
  run(${writers} same)
endforeach()
