#include "run/verdict.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "tracerouter/trace_result.hpp"

namespace tracerouter::run {

std::vector<std::string> verdict::add(const monitor_result& result, const std::vector<fail_condition>& conditions,
                                      const report::fact_lookup& facts) {
    trace_result ended;
    ended.reached = result.reached;
    tally_.add(ended);
    const auto asn_of = [&facts](const boost::asio::ip::address& address) -> std::optional<std::uint32_t> {
        return report::facts_of(facts, address).asn;
    };
    std::vector<std::string> held;
    for (const auto& [text, condition] : conditions) {
        if (stats::holds(condition, result, asn_of)) held.push_back(text);
    }
    condition_held_ = condition_held_ || !held.empty();
    return held;
}

bool verdict::output_failed(boost::system::error_code why) {
    const bool failed = why && why != boost::system::errc::broken_pipe;
    if (failed) tally_.set_output_failed();
    return failed;
}

host::exit_code verdict::code() const {
    const auto plain = tally_.code();
    return condition_held_ ? std::max(plain, host::exit_code::not_reached) : plain;
}

}  // namespace tracerouter::run
