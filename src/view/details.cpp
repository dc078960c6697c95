#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tracerouter/names.hpp"
#include "view/cause.hpp"
#include "view/change_text.hpp"
#include "view/columns.hpp"
#include "view/figures.hpp"
#include "view/host_text.hpp"
#include "view/lines.hpp"
#include "view/looks.hpp"
#include "view/screen_state.hpp"

namespace tracerouter::view {
namespace {

std::string ms(std::string_view name, const std::optional<duration>& value) {
    return std::string{name} + ' ' + milliseconds_text(value);
}

std::string loss_text(const std::optional<share_estimate>& loss) {
    if (!loss) return "-";
    return percent_text(loss->share) + " % (" + percent_text(loss->low) + " to " + percent_text(loss->high) + " %)";
}

std::string counts_text(const probe_counts& probes) {
    const auto count = [](std::string_view name, std::uint64_t value) {
        return std::string{name} + ' ' + std::to_string(value) + "  ";
    };
    return count("sent", probes.sent) + count("answered", probes.answered) + count("lost", probes.lost) +
           count("late", probes.late) + count("duplicates", probes.duplicates) + count("limited", probes.limited) +
           count("refused by this host", probes.refused) + "in flight " + std::to_string(probes.in_flight());
}

std::string_view explanation_of(loss_cause cause) {
    switch (cause) {
        case loss_cause::none: break;
        case loss_cause::refused: return "this host itself refused to send the probes";
        case loss_cause::limited: return "its rate limit lets it answer this host no more often";
        case loss_cause::filter: return "the router says that it lets no probe pass";
        case loss_cause::silent: return "nothing answers at this distance";
        case loss_cause::replies:
            return "only answers of this hop are missing (ICMP rate limiting or a busy router): farther hops lose less";
        case loss_cause::path: return "probes get lost here or before: all farther hops lose as much";
    }
    return {};
}

/// Gathers what the details tell, part by part.
class details {
public:
    details(const model& seen, const screen_state& state, const monitor_result& result, const hop_summary& hop)
        : seen_{seen}, state_{state}, result_{result}, hop_{hop} {}

    std::vector<line> lines() {
        tell_counts();
        tell_times();
        tell_windows();
        tell_responders();
        tell_flows();
        tell_changes();
        return std::move(lines_);
    }

private:
    void head(std::string text) { lines_.push_back({std::move(text), heading_look}); }
    void tell(const std::string& text, look style = {}) { lines_.push_back({std::string{"  "} + text, style}); }
    [[nodiscard]] std::string name_of(const boost::asio::ip::address& address) const {
        const auto number = as_text(address, hop_.ttl, seen_, state_);
        return host_text(address, hop_.ttl, seen_, state_) + (number.empty() ? "" : " [" + number + ']');
    }

    void tell_counts() {
        head("Hop " + std::to_string(hop_.ttl));
        tell("loss " + loss_text(hop_.loss) + " of " + std::to_string(hop_.probes.decided()) + " decided probes",
             hop_.probes.lost > 0 ? loss_look : look{});
        tell(counts_text(hop_.probes));
        const auto cause = cause_of(result_, hop_);
        if (cause != loss_cause::none) tell(std::string{word_of(cause)} + ": " + std::string{explanation_of(cause)});
    }

    void tell_times() {
        const auto& rtt = hop_.rtt;
        head("Times since the beginning, ms");
        tell(ms("last", rtt.last) + ms("  best", rtt.best) + ms("  mean", rtt.mean) + ms("  median", rtt.median) +
             ms("  p95", rtt.p95) + ms("  p99", rtt.p99) + ms("  worst", rtt.worst) + ms("  deviation", rtt.deviation) +
             ms("  geometric mean", rtt.geometric_mean));
        tell("jitter: " + ms("last", rtt.last_difference) + ms("  mean", rtt.mean_difference) +
             ms("  worst", rtt.worst_difference) + ms("  RFC 3550", rtt.jitter));
    }

    void tell_windows() {
        if (!hop_.windows.empty()) head("Last minutes");
        for (const auto& window : hop_.windows) {
            tell(span_text(window.length) + ": loss " + loss_text(window.loss) + " of " +
                 std::to_string(window.decided) + ms("  best", window.rtt.best) + ms("  median", window.rtt.median) +
                 ms("  p95", window.rtt.p95) + ms("  p99", window.rtt.p99) + ms("  worst", window.rtt.worst));
        }
    }

    void tell_responders() {
        head(hop_.responders.empty() ? "No responder" : "Responders");
        for (const auto& one : hop_.responders) {
            tell(name_of(one.address));
            tell("  " + std::to_string(std::lround(100 * one.share)) + " % of the answers, " +
                 std::string{to_string(one.kind)} + ms("  best", one.rtt.best) + ms("  median", one.rtt.median) +
                 ms("  worst", one.rtt.worst) + "  seen " + time_of_day(one.first_seen) + " to " +
                 time_of_day(one.last_seen) + " UTC");
            if (!one.mpls.empty() && !is_masked(hop_.ttl, seen_, state_)) tell("  " + mpls_text(one.mpls));
        }
    }

    void tell_flows() {
        if (!hop_.flows.empty()) head("Flows");
        for (const auto& flow : hop_.flows) {
            const auto loss = percent_text(share_of(flow.probes.lost, flow.probes.decided()));
            tell(std::to_string(flow.flow) + ": " + (flow.responder ? name_of(*flow.responder) : std::string{"*"}) +
                     "  loss " + loss + " % of " + std::to_string(flow.probes.decided()) + ms("  median", flow.median),
                 flow.probes.lost > 0 ? loss_look : look{});
        }
    }

    void tell_changes() {
        bool first = true;
        for (const auto& change : result_.changes) {
            if (ttl_of(change) != hop_.ttl) continue;
            if (std::exchange(first, false)) head("Changes");
            tell(change_text(change, seen_, state_), change_look);
        }
    }

    const model& seen_;
    const screen_state& state_;
    const monitor_result& result_;
    const hop_summary& hop_;
    std::vector<line> lines_;
};

}  // namespace

std::vector<line> details_lines(const model& seen, const screen_state& state) {
    if (state.target() >= seen.results.size()) return {};
    const auto& result = seen.results[state.target()];
    const auto hop = std::find_if(result.hops.begin(), result.hops.end(),
                                  [&state](const hop_summary& known) { return state.hop() == known.ttl; });
    if (hop == result.hops.end()) return {{"this hop is no longer on the path", {}}};
    return details{seen, state, result, *hop}.lines();
}

}  // namespace tracerouter::view
