// Boost.JSON in its header-only form: this is its one translation unit.
#include <boost/json/src.hpp>
