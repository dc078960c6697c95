#pragma once

#include <boost/asio/ip/address.hpp>

#include <optional>
#include <string_view>
#include <vector>

#include "report/facts.hpp"
#include "report/json_writer.hpp"
#include "tracerouter/trace_options.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::report {

// Members that several schemas have, each written into an object that is open.

/// An address, and what is known of it.
void write_address(json_writer& json, const boost::asio::ip::address& address, const fact_lookup& facts);

/// What an answer says, without who sent it and when: from `reply` to `extensions_malformed`.
void write_answer(json_writer& json, const reply& answer);

/// A label stack, outermost label first.
void write_mpls(json_writer& json, const std::vector<mpls_label>& labels);

/// Options that every protocol has, as they take effect for that target.
void write_common_options(json_writer& json, const trace_options& asked, const boost::asio::ip::address& target);

/// "ipv4" or "ipv6".
[[nodiscard]] inline std::string_view family_of(const boost::asio::ip::address& address) {
    return address.is_v4() ? "ipv4" : "ipv6";
}

/// An address that was never learned is the unspecified one.
[[nodiscard]] inline std::optional<boost::asio::ip::address> known_address(const boost::asio::ip::address& address) {
    return address.is_unspecified() ? std::nullopt : std::optional{address};
}

}  // namespace tracerouter::report
