#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstdint>
#include <string>

#include "report/reporter.hpp"
#include "tracerouter/monitor_result.hpp"
#include "tracerouter/probe_observation.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter::report {

/// What is known of a monitored target before its first probe.
struct monitor_start {
    std::string target{};  ///< as the user wrote it
    boost::asio::ip::address address{};
    boost::asio::ip::address source{};  ///< of the probes; unspecified: not known yet
    trace_options options{};            ///< how it is probed
    std::uint16_t flows = 1;            ///< that take their turns
    duration interval{};                ///< between the beginnings of two rounds
    std::chrono::system_clock::time_point started_at{};

    friend bool operator==(const monitor_start&, const monitor_start&) = default;
};

/// The user had all counters of a target begin anew.
struct monitor_reset {
    std::chrono::system_clock::time_point at{};  ///< statistics begin there
    std::uint64_t rounds = 0;                    ///< begun until then: probes of these are not counted any more

    friend bool operator==(const monitor_reset&, const monitor_reset&) = default;
};

/// One output format of a monitor. As with `reporter`, every call writes whole lines or nothing and tells whether that
/// worked; after an error no more calls are made. A format of results needs summary() alone.
class monitor_reporter {
public:
    monitor_reporter() = default;
    monitor_reporter(const monitor_reporter&) = delete;
    monitor_reporter& operator=(const monitor_reporter&) = delete;
    virtual ~monitor_reporter() = default;

    /// A target is about to be probed.
    virtual boost::system::error_code started(const monitor_start& /*start*/) { return {}; }

    /// Something was seen of a probe. Needed only if the format wants observations (monitor_format).
    virtual boost::system::error_code observed(const heading& /*of*/, const probe_observation& /*seen*/) { return {}; }

    /// A path has changed, or a target has begun or ceased to answer. Every format gets these calls.
    virtual boost::system::error_code happened(const heading& /*of*/, const monitor_event& /*event*/) { return {}; }

    /// All counters of a target begin anew. Only what is written of probes needs it: results begin anew by themselves.
    virtual boost::system::error_code was_reset(const heading& /*of*/, const monitor_reset& /*reset*/) { return {}; }

    /// Everything that is known of a target: once for each, at the end. A format that is written as a whole page takes
    /// one for each target before each finish().
    virtual boost::system::error_code summary(const monitor_result& result) = 0;

    /// A target could not be monitored.
    virtual boost::system::error_code failure(const report::failure& /*failure*/) { return {}; }

    /// The last call. For a format that is written as a whole page: every summary is given, so the page is complete.
    virtual boost::system::error_code finish() { return {}; }
};

}  // namespace tracerouter::report
