#pragma once

#include <cstdint>
#include <string>

namespace lab {

/// Sets how many packets wait in a device. By netlink: the ioctl for it demands rights that a user namespace does not
/// give.
void set_queue_length(const std::string& device, std::uint32_t packets);

}  // namespace lab
