#include "host/grant.hpp"

#include <string>

namespace tracerouter::host {
namespace {

constexpr const char* whom = " for users who have CAP_NET_RAW only through the program's file";

refusal out_of_range(const char* option, std::uint32_t asked, std::uint32_t least, std::uint32_t most) {
    return {option + (' ' + std::to_string(asked)) + ": expected a number from " + std::to_string(least) + " to " +
            std::to_string(most) + ',' + whom};
}

}  // namespace

or_refusal<void> check_grant(const tracer_options& asked) {
    if (asked.mark) return refusal{std::string{"--fwmark: not"} + whom};
    if (asked.fast_path) return refusal{std::string{"--fast-path: not"} + whom};
    if (asked.rate == 0 || asked.rate > most_granted_rate)
        return out_of_range("--rate", asked.rate, 1, most_granted_rate);
    // The default is as many as there may be, and these users may have fewer.
    const bool by_default = asked.window == max_window;
    if (asked.window > most_granted_window && !by_default) {
        return out_of_range("--parallel", asked.window, 1, most_granted_window);
    }
    if (asked.source_port && *asked.source_port < least_granted_port) {
        return out_of_range("--source-port", *asked.source_port, least_granted_port, UINT16_MAX);
    }
    return {};
}

}  // namespace tracerouter::host
