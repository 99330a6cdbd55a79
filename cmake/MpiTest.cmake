# For tests whose programs are ranks: gan_add_mpi_test(<name> <label> <command ...>), and gan_mpi_launch, the launcher and its flags up
# to where the number of ranks and the program follow.

# Open MPI wants to be told that there may be more ranks than cores and that root may run them; another launcher can have its flags
# in GAN_MPIEXEC_FLAGS.
execute_process(COMMAND ${MPIEXEC_EXECUTABLE} --version OUTPUT_VARIABLE version ERROR_QUIET)
string(REGEX MATCH "Open MPI|OpenRTE|PRRTE" gan_mpi_is_open "${version}")
set(flags "")
if(gan_mpi_is_open)
  set(flags --oversubscribe --bind-to none)
endif()
set(GAN_MPIEXEC_FLAGS "${flags}" CACHE STRING "Flags of MPI's launcher for the tests")
set(gan_mpi_launch ${MPIEXEC_EXECUTABLE} ${GAN_MPIEXEC_FLAGS} ${MPIEXEC_NUMPROC_FLAG})

function(gan_add_mpi_test name label)
  add_test(NAME "${name}" COMMAND ${ARGN})
  # Ranks that wait give their core to those that work, for there may be more of them than cores.
  set_tests_properties("${name}" PROPERTIES LABELS ${label} TIMEOUT 300 PROCESSORS 2 ENVIRONMENT
    "OMPI_ALLOW_RUN_AS_ROOT=1;OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1;OMPI_MCA_mpi_yield_when_idle=1")
endfunction()
