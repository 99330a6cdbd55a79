// The parts of the program `report` that are no headers.
#include "../../examples/report/pictures.cpp"
#include "../../examples/report/runs.cpp"
