#pragma once

#include <string>

#include "address.hpp"

namespace lab {

/// Keeps the kernel from sending packets of its own over the device. Before the device is up.
void quieten_ipv6(const std::string& device);

/// Gives the device, which is up, an address and a default route.
void set_ipv6_address(const std::string& device, address source);

}  // namespace lab
