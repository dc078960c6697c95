#include "run/outcome.hpp"

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

failed_target nothing_to_trace() {
    constexpr const char* message = "there is nothing to trace: the lists are empty, or all targets are excluded";
    return {{{}, report::failure_kind::invalid, message}, {}};
}

}  // namespace tracerouter::run
