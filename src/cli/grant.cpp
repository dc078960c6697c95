#include "cli/grant.hpp"

namespace tracerouter::cli {
namespace {

constexpr const char* whom = " for users to whom only the program's file grants CAP_NET_RAW";

std::string complaint(const char* option, std::uint32_t asked, std::uint32_t most) {
    return option + (' ' + std::to_string(asked)) + ": expected a number from 1 to " + std::to_string(most) + ',' +
           whom;
}

}  // namespace

std::optional<std::string> beyond_grant(const config& config) {
    const tracer_options& asked = config.tracer;
    if (asked.mark) return std::string{"--fwmark: not"} + whom;
    if (asked.rate == 0 || asked.rate > most_granted_rate) return complaint("--rate", asked.rate, most_granted_rate);
    if (asked.window > most_granted_window) return complaint("--window", asked.window, most_granted_window);
    return std::nullopt;
}

}  // namespace tracerouter::cli
