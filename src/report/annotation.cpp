#include "report/annotation.hpp"

namespace tracerouter::report {

std::string annotation(const reply& answer) {
    if (answer.kind != reply_kind::unreachable) return {};
    switch (answer.icmp_code) {
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
        case 4: return "!F";  // fragmentation needed
        case 5: return "!S";  // source route failed
        case 9:               // network administratively prohibited
        case 10:              // host administratively prohibited
        case 13:              // communication administratively prohibited
            return "!X";
        case 14: return "!V";  // host precedence violation
        case 15: return "!C";  // precedence cutoff in effect
        default: return "!<" + std::to_string(answer.icmp_code) + '>';
    }
}

}  // namespace tracerouter::report
