#include "report/annotation.hpp"

#include <cstdint>

namespace tracerouter::report {
namespace {

// RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1.
std::string mark_of_ipv4(std::uint16_t code) {
    switch (code) {
        case 0:   // net unreachable
        case 6:   // destination network unknown
        case 8:   // source host isolated
        case 11:  // network unreachable for the type of service
            return "!N";
        case 1:   // host unreachable
        case 7:   // destination host unknown
        case 12:  // host unreachable for the type of service
            return "!H";
        case 2: return "!P";  // protocol unreachable
        case 5: return "!S";  // source route failed
        case 9:               // network administratively prohibited
        case 10:              // host administratively prohibited
        case 13:              // communication administratively prohibited
            return "!X";
        case 14: return "!V";  // host precedence violation
        case 15: return "!C";  // precedence cutoff in effect
        default: return "!<" + std::to_string(code) + '>';
    }
}

// RFC 4443 section 3.1.
std::string mark_of_ipv6(std::uint16_t code) {
    switch (code) {
        case 0: return "!N";  // no route to destination
        case 1: return "!X";  // administratively prohibited
        case 2:               // beyond scope of source address
        case 3:               // address unreachable
            return "!H";
        default: return "!<" + std::to_string(code) + '>';
    }
}

// Types.
constexpr std::uint16_t unreachable_ipv4 = 3;
constexpr std::uint16_t unreachable_ipv6 = 1;

}  // namespace

std::string annotation(const reply& answer) {
    if (!is_refusal(answer.kind) || !answer.icmp_code) return {};
    if (answer.mtu) return "!F-" + std::to_string(*answer.mtu);
    if (answer.kind == reply_kind::too_big) return "!F";
    // The usual end of a trace with UDP.
    if (answer.arrived && answer.kind == reply_kind::port_unreachable) return {};
    const bool ipv4 = answer.responder.is_v4();
    const std::uint16_t code = *answer.icmp_code;
    const std::uint16_t type = answer.icmp_type.value_or(ipv4 ? unreachable_ipv4 : unreachable_ipv6);
    if (type != (ipv4 ? unreachable_ipv4 : unreachable_ipv6)) {
        return "!<" + std::to_string(type) + '-' + std::to_string(code) + '>';
    }
    return ipv4 ? mark_of_ipv4(code) : mark_of_ipv6(code);
}

}  // namespace tracerouter::report
