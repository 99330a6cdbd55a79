# CLI11, for the programs that have a command line: the target CLI11::CLI11.
find_package(CLI11 QUIET)
if(NOT TARGET CLI11::CLI11)
  gan_fetch(cli11 https://github.com/CLIUtils/CLI11/archive/refs/tags/v2.3.2.tar.gz
    aac0ab42108131ac5d3344a9db0fdf25c4db652296641955720a4fbe52334e22)
endif()
