#pragma once

#include <functional>
#include <string_view>

namespace tracerouter {

enum class log_level : unsigned char { trace, debug, info, warn, error };

/// Called from within the library, on the executor of the tracer, which it must leave alone. What it throws leaves the
/// run() of the io_context. Empty: nothing is logged.
using log_callback = std::function<void(log_level, std::string_view message)>;

}  // namespace tracerouter
