#pragma once

// The whole public library.

#include "tracerouter/channel.hpp"            // IWYU pragma: export
#include "tracerouter/datagram.hpp"           // IWYU pragma: export
#include "tracerouter/error.hpp"              // IWYU pragma: export
#include "tracerouter/hop_statistics.hpp"     // IWYU pragma: export
#include "tracerouter/hop_stream.hpp"         // IWYU pragma: export
#include "tracerouter/log.hpp"                // IWYU pragma: export
#include "tracerouter/mapped_address.hpp"     // IWYU pragma: export
#include "tracerouter/monitor_result.hpp"     // IWYU pragma: export
#include "tracerouter/names.hpp"              // IWYU pragma: export
#include "tracerouter/path_monitor.hpp"       // IWYU pragma: export
#include "tracerouter/path_set.hpp"           // IWYU pragma: export
#include "tracerouter/probe_observation.hpp"  // IWYU pragma: export
#include "tracerouter/time.hpp"               // IWYU pragma: export
#include "tracerouter/trace_options.hpp"      // IWYU pragma: export
#include "tracerouter/trace_result.hpp"       // IWYU pragma: export
#include "tracerouter/tracer.hpp"             // IWYU pragma: export
#include "tracerouter/tracer_statistics.hpp"  // IWYU pragma: export
#include "tracerouter/version.hpp"            // IWYU pragma: export

/// An asynchronous traceroute on Boost.Asio: make a tracer, call tracer::async_trace, look at the trace_result.
namespace tracerouter {}
