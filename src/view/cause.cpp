#include "view/cause.hpp"

#include <algorithm>

namespace tracerouter::view {
namespace {

/// Less loss than this is not worth a word.
constexpr double noticed_loss = 0.01;

bool refuses(const hop_summary& hop) {
    return !hop.responders.empty() && !hop.responders.front().arrived && is_refusal(hop.responders.front().kind);
}

}  // namespace

loss_cause cause_of(const monitor_result& result, const hop_summary& hop) {
    if (hop.probes.refused > 0 && hop.probes.sent == 0) return loss_cause::refused;
    if (hop.probes.limited > 0 && hop.probes.decided() == 0) return loss_cause::limited;
    if (refuses(hop)) return loss_cause::filter;
    if (hop.probes.decided() > 0 && hop.probes.answered == 0) return loss_cause::silent;
    if (!hop.loss) return loss_cause::none;
    const auto loses_less = [&hop](const hop_summary& farther) {
        return farther.ttl > hop.ttl && farther.loss && farther.loss->high < hop.loss->low;
    };
    if (std::any_of(result.hops.begin(), result.hops.end(), loses_less)) return loss_cause::replies;
    if (hop.loss->low > noticed_loss) return loss_cause::path;
    return hop.probes.limited > 0 ? loss_cause::limited : loss_cause::none;
}

std::string_view word_of(loss_cause cause) noexcept {
    switch (cause) {
        case loss_cause::none: return {};
        case loss_cause::refused: return "refused";
        case loss_cause::limited: return "limited";
        case loss_cause::filter: return "filter";
        case loss_cause::silent: return "silent";
        case loss_cause::replies: return "replies";
        case loss_cause::path: return "path";
    }
    return {};
}

}  // namespace tracerouter::view
