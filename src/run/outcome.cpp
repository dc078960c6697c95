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

}  // namespace tracerouter::run
