#include <gan/gan.hpp>

gan::Shape digits(int n) { return gan::Image<1, 28, 28>::shape(n); }
