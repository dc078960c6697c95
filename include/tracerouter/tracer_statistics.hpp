#pragma once

#include <cstdint>

namespace tracerouter {

/// Counts over the life of a tracer, of all its traces.
struct tracer_statistics {
    std::uint64_t probes_sent = 0;           ///< probes that left
    std::uint64_t replies = 0;               ///< answered a probe of an active trace, duplicates included
    std::uint64_t late = 0;                  ///< answered a probe of a trace that had ended
    std::uint64_t foreign = 0;               ///< well-formed, but not an answer to any probe here
    std::uint64_t malformed = 0;             ///< could not be parsed
    std::uint64_t malformed_extensions = 0;  ///< replies whose ICMP extensions are broken, in part or as a whole
    std::uint64_t receive_drops = 0;         ///< lost in our own full socket buffer
    std::uint64_t send_errors = 0;           ///< probes the kernel refused
    std::uint64_t send_blocked = 0;          ///< times a full buffer made sending wait
};

}  // namespace tracerouter
