#pragma once

#include "trace/driver.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter {

/// Only a name, so that the public header need not know the driver.
class tracer::impl : public trace::driver {
public:
    using driver::driver;
};

}  // namespace tracerouter
