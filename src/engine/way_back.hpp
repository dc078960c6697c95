#pragma once

#include "engine/hop_ttl.hpp"

namespace tracerouter::engine {

/// How many hops an answer has come, by the TTL that it has left: hosts begin with 64, 128 or 255. Most ways there are
/// as long.
[[nodiscard]] constexpr hop_ttl hops_of_way_back(int ttl_left) {
    const int initial = ttl_left <= 64 ? 64 : ttl_left <= 128 ? 128 : 255;
    return hop_ttl{initial - ttl_left + 1};
}

}  // namespace tracerouter::engine
