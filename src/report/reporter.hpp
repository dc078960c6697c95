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

/// Which number a target has among all of the run, from 0. The traces to several addresses of a name share it.
enum class target_number : std::size_t {};

/// What is told of a trace with each of its hops, before there is a result. The result will say the same, except for
/// the number.
struct heading {
    target_number number{};
    std::string target{};  ///< as the user wrote it
    boost::asio::ip::address address{};
    trace_options options{};
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
/// calls are made. A format that writes a line for each trace needs trace() alone.
class reporter {
public:
    reporter() = default;
    reporter(const reporter&) = delete;
    reporter& operator=(const reporter&) = delete;
    virtual ~reporter() = default;

    /// A trace has ended. Its result has all hops, those reported before included.
    virtual boost::system::error_code trace(const trace_result& result, target_number number) = 0;

    /// A target was not traced. Formats without a place for that leave it out: the user is told on standard error.
    virtual boost::system::error_code failure(const report::failure& /*failure*/) { return {}; }

    /// Whether hops are of any use before their trace has ended. To tell them costs something, and what is told has to
    /// wait for what is known of its addresses.
    [[nodiscard]] virtual bool wants_hops() const { return false; }

    /// A hop is final, and so are all before it. Hops of different traces come mixed. Only if they are wanted.
    virtual boost::system::error_code hop(const heading& /*trace*/, const hop_result& /*hop*/) { return {}; }

    /// The last call: everything is told.
    virtual boost::system::error_code finish() { return {}; }
};

}  // namespace tracerouter::report
