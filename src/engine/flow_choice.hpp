#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/start_request.hpp"
#include "engine/trace_setup.hpp"

namespace tracerouter::engine {

/// The identifier of a flow that the user has chosen: the same in every run, and none that a slot has. As a port it is
/// one that connections have, too.
[[nodiscard]] std::uint16_t identifier_of_flow(std::uint16_t flow);

/// The flow that a trace follows. Its identifier is left open where the slot gives it.
/// \param secret keys the cookie
[[nodiscard]] flow first_flow(const start_request& request, std::uint64_t secret);
/// Those that it follows beside the first one.
/// \param most flows of one trace
[[nodiscard]] std::vector<flow> further_flows(const start_request& request, std::uint64_t secret, std::size_t most);

}  // namespace tracerouter::engine
