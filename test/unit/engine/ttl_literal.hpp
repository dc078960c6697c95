#pragma once

#include <ostream>

#include "engine/hop_ttl.hpp"

namespace tracerouter::engine {

inline void PrintTo(hop_ttl ttl, std::ostream* out) {
    *out << "TTL " << int{ttl.value()};
}

namespace test {

/// A TTL as it is written in tests.
consteval hop_ttl operator""_ttl(unsigned long long number) {
    return hop_ttl{static_cast<int>(number)};
}

}  // namespace test
}  // namespace tracerouter::engine
