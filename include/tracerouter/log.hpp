#pragma once

#include <functional>
#include <string_view>

namespace tracerouter {

/// How grave a message is, from the least to the gravest.
enum class log_level : unsigned char {
    trace,  ///< single probes, answers and final hops, and each datagram that answers no probe
    debug,  ///< single traces, and what the system refused without harm
    info,   ///< what may change how results are to be read, as tracing without rights does
    warn,   ///< something is wrong, and was helped
    error,  ///< something is wrong, and was not
};

/// Takes a message: one line without its end, valid during the call. Called from within tracer::open and then on the
/// executor of the tracer, which it must leave alone. What it throws leaves the run() of the io_context. Empty: nothing
/// is logged, and no message is made.
using log_callback = std::function<void(log_level, std::string_view message)>;

}  // namespace tracerouter
