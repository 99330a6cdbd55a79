#include <gan/core/sample.hpp>

using good = gan::Image<1, 28, 28>;
static_assert(good::size == 784);

#if GAN_CASE == 1
// expect: an image needs at least one channel, one row and one column
int bad = gan::Image<0, 1, 1>::size;
#elif GAN_CASE == 2
// expect: a vector needs at least one dimension
int bad = gan::Vector<0>::size;
#endif
