#include "run/outcome.hpp"

#include <utility>

#include "targets/error.hpp"

namespace tracerouter::run {

std::string message_of(const failed_target& failed) {
    const auto& failure = failed.failure;
    const auto address = failure.address ? " (" + failure.address->to_string() + ')' : std::string{};
    std::string message;
    for (const auto& part : {failed.place, failure.target + address}) {
        if (!part.empty()) message.append(part).append(": ");
    }
    return message.append(failure.message);
}

// An address of the other family is no mistake: it is a target without an address that could be probed.
failed_target failure_of(targets::rejected_target rejected) {
    const bool valid = rejected.error == targets::errc::other_family;
    const auto kind = valid ? report::failure_kind::unresolved : report::failure_kind::invalid;
    return {{std::move(rejected.text), kind, rejected.error.message()}, std::move(rejected.place)};
}

failed_target nothing_to_trace() {
    constexpr const char* message = "there is nothing to trace: the lists are empty, or all targets are excluded";
    return {{{}, report::failure_kind::invalid, message}, {}};
}

}  // namespace tracerouter::run
