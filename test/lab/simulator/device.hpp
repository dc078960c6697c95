#pragma once

#include <cstdint>

#include "address.hpp"
#include "file_descriptor.hpp"

namespace lab {

/// Opens a TUN device in the current network namespace, gives it the source address and the default route, and brings
/// it and the loopback device up. By system calls: no iproute2, a few hundred microseconds.
file_descriptor open_device(address source);

/// Packets that the kernel threw away because the device's queue was full.
std::uint64_t dropped_by_device();

}  // namespace lab
