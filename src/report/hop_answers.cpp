#include "report/hop_answers.hpp"

#include <algorithm>

namespace tracerouter::report {

std::vector<boost::asio::ip::address> responders_of(const hop_result& hop) {
    std::vector<boost::asio::ip::address> found;
    if (hop.inferred_address) found.push_back(*hop.inferred_address);
    for (const auto& answer : replies_of(hop)) {
        if (std::ranges::find(found, answer.responder) == found.end()) found.push_back(answer.responder);
    }
    return found;
}

probe_counts counts_of(const hop_result& hop) {
    probe_counts counts;
    for (const auto& probe : hop.probes) {
        switch (probe.status) {
            case probe_status::replied: ++counts.sent, ++counts.answered; break;
            case probe_status::timeout: ++counts.sent; break;
            case probe_status::send_failed: ++counts.refused; break;
            case probe_status::unsent: break;
        }
    }
    return counts;
}

}  // namespace tracerouter::report
