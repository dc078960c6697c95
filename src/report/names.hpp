#pragma once

#include <string_view>

#include "report/reporter.hpp"
#include "tracerouter/names.hpp"

namespace tracerouter::report {

/// The word for it in machine output, beside those of the library. Scripts depend on it.
[[nodiscard]] constexpr std::string_view to_string(failure_kind kind) noexcept {
    switch (kind) {
        case failure_kind::invalid: return "invalid-target";
        case failure_kind::unresolved: return "unresolved";
        case failure_kind::unsent: return "send-failed";
    }
    return {};
}

}  // namespace tracerouter::report
