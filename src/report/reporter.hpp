#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "tracerouter/trace_result.hpp"

namespace tracerouter::report {

/// A trace as known before its first hop.
struct heading {
    std::string target;  ///< as the user wrote it
    boost::asio::ip::address address;
    trace_options options;
    std::size_t number = 0;  ///< of the target among all of the run, from 0; several addresses share it
};

/// Why there is no trace of a target.
enum class failure_kind : std::uint8_t {
    invalid,     ///< what was typed is not a target, or its list cannot be read
    unresolved,  ///< no address that could be probed was found
    unsent,      ///< no probe could be sent to any of its addresses
};

/// A target that was not traced.
struct failure {
    std::string target;  ///< as the user wrote it
    failure_kind kind{};
    std::string message;                                ///< the last reason, without a final stop
    std::chrono::system_clock::time_point at{};         ///< when that was known
    std::optional<boost::asio::ip::address> address{};  ///< of a name of which each address is a trace of its own
};

/// One output format. Every call writes whole lines or nothing, and tells whether that worked; after an error no more
/// calls are made.
class reporter {
public:
    reporter() = default;
    reporter(const reporter&) = delete;
    reporter& operator=(const reporter&) = delete;
    virtual ~reporter() = default;

    /// Whether hops are of any use before their trace has ended. To tell them costs something, and what is told has to
    /// wait for what is known of its addresses.
    [[nodiscard]] virtual bool wants_hops() const = 0;

    /// A hop is final, and so are all before it. Hops of different traces come mixed. Only if they are wanted.
    virtual boost::system::error_code hop(const heading& trace, const hop_result& hop) = 0;

    /// A trace has ended. Its result has all hops, those reported before included.
    virtual boost::system::error_code trace(const heading& trace, const trace_result& result) = 0;

    /// A target was not traced.
    virtual boost::system::error_code failure(const report::failure& failure) = 0;

    /// The last call: everything is told.
    virtual boost::system::error_code finish() { return {}; }
};

}  // namespace tracerouter::report
