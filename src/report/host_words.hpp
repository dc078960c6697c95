#pragma once

#include <boost/system/error_code.hpp>

#include <string_view>

namespace tracerouter::report {

/// Why this host itself did not send a probe, in words.
struct host_words {
    std::string_view mark;      ///< of a hop, without brackets
    std::string_view sentence;  ///< of a target; empty: what the kernel says is clear enough
};

[[nodiscard]] host_words words_of(boost::system::error_code reason);

}  // namespace tracerouter::report
