#include "host/grant.hpp"

namespace tracerouter::host {
namespace {

constexpr const char* whom = " for users who have CAP_NET_RAW only through the program's file";

std::string complaint(const char* option, std::uint32_t asked, std::uint32_t least, std::uint32_t most) {
    return option + (' ' + std::to_string(asked)) + ": expected a number from " + std::to_string(least) + " to " +
           std::to_string(most) + ',' + whom;
}

}  // namespace

std::optional<std::string> beyond_grant(const tracer_options& asked) {
    if (asked.mark) return std::string{"--fwmark: not"} + whom;
    if (asked.rate == 0 || asked.rate > most_granted_rate) return complaint("--rate", asked.rate, 1, most_granted_rate);
    if (asked.window > most_granted_window) return complaint("--parallel", asked.window, 1, most_granted_window);
    if (asked.source_port && *asked.source_port < least_granted_port) {
        return complaint("--source-port", *asked.source_port, least_granted_port, UINT16_MAX);
    }
    return std::nullopt;
}

}  // namespace tracerouter::host
