#pragma once

#include <chrono>

namespace tracerouter {

/// The clock of every time point in this library: monotonic, never stepped.
/// Kernel time stamps are converted to it where they are read.
using clock = std::chrono::steady_clock;

/// Every span of time in this library; coarser ones of std::chrono convert to it by themselves.
using duration = std::chrono::nanoseconds;

/// A moment of that clock. A channel of your own may count from wherever it likes.
using time_point = std::chrono::time_point<clock, duration>;

/// Who took a time stamp.
enum class stamp_source : unsigned char {
    kernel,   ///< the kernel, as the packet passed the device
    process,  ///< this process, before or after its system call: later or earlier by some microseconds
};

}  // namespace tracerouter
