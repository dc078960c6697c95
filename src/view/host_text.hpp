#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tracerouter/monitor_result.hpp"
#include "view/model.hpp"
#include "view/screen_state.hpp"

namespace tracerouter::view {

// What strangers say of themselves, made harmless for the screen: here and nowhere else.

/// Whether a hop at that TTL is not to be seen by others who look at the screen.
[[nodiscard]] bool is_masked(std::uint16_t ttl, const model& seen, const screen_state& state);

/// A responder at that TTL: its name or address or both, as chosen; "(hidden)" if masked.
[[nodiscard]] std::string host_text(const boost::asio::ip::address& address, std::uint16_t ttl, const model& seen,
                                    const screen_state& state);

/// "AS64500"; empty: not known, or masked.
[[nodiscard]] std::string as_text(const boost::asio::ip::address& address, std::uint16_t ttl, const model& seen,
                                  const screen_state& state);

/// The target as asked for.
[[nodiscard]] std::string target_text(const monitor_result& result, bool unicode);

/// Any other text that comes from outside of the view.
[[nodiscard]] std::string foreign_text(std::string_view text, bool unicode);

/// A label stack (RFC 4950): "MPLS L=24003 E=0 S=1 T=1 / L=16 E=0 S=1 T=1".
[[nodiscard]] std::string mpls_text(const std::vector<mpls_label>& labels);

}  // namespace tracerouter::view
