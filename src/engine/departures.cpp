#include "engine/departures.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "tracerouter/error.hpp"

namespace tracerouter::engine {

using namespace std::chrono_literals;

namespace {

/// A datagram waits in the queue of a slow link, or for the link address of its next hop, which the kernel gives up
/// after 3 s and says so. Within this time it has left, or the answer of the kernel is there.
constexpr duration longest_wait_to_leave = 3'500ms;
/// Nobody tells us when it leaves: we look that often.
constexpr duration between_looks = 100ms;

/// A probe that was lost here is sent again that often while others leave...
constexpr std::uint8_t most_resent = 2;
/// ... and while none does: a minute and more, for a link that takes everything and sends nothing.
constexpr std::uint8_t most_resent_in_vain = 20;

/// What is refused that often in a row while others are sent is refused for a reason of its own.
constexpr std::uint8_t most_refused_alone = 4;

}  // namespace

// Calls come in any order. A probe that was given up stays so. A kernel stamp may come for a probe that was taken
// back: it has left a slow queue after all, so it must not be sent again.
bool departures::sent(probe_index index, time_point at, stamp_source source, bool stamp_to_come) {
    probe_record& probe = ledger_[index];
    if (probe.state == probe_state::refused) return false;
    if (source == stamp_source::process && probe.state != probe_state::handed) return false;  // once more, in vain
    if (source == stamp_source::kernel && probe.state == probe_state::handed) let_go(index);
    if (probe.state == probe_state::handed) {
        probe.state = probe_state::in_flight;
        probe.unconfirmed = stamp_to_come;
        refused_.rounds = 0;
        ++ledger_.sent;
    }
    if (source == stamp_source::kernel) {
        probe.unconfirmed = false;
        // The youngest probe, not the last one told of: probes leave in order, but their stamps may be read late.
        last_confirmed_ = std::max(last_confirmed_.value_or(index), index);
        last_left_ = std::max(last_left_, at);
    }
    probe.sent_at = at;
    probe.sent_stamp = source;
    return true;
}

// Attempts of the host are counted, not refusals: many probes that are refused in one attempt have one cause.
void departures::keep_back(probe_index index, boost::system::error_code reason, const host_trouble& host,
                           time_point now) {
    probe_record& probe = ledger_[index];
    if (probe.state != probe_state::handed) return;
    ledger_.set_send_error(index, reason);
    kept_back_.push_back(index);
    if (refused_.rounds == 0) refused_.since = now;
    if (refused_.rounds == 0 || last_round_ != host.rounds()) ++refused_.rounds;
    last_round_ = host.rounds();
}

// If others are sent meanwhile, the trouble is not that of the host but that of this target.
bool departures::refused_alone(const host_trouble& host) const {
    return refused_.rounds >= most_refused_alone && host.sent_after(refused_.since);
}

// The kernel has said why the probe did not leave, so further attempts do not count against most_resent. But `resent`
// must not be 0: trace_state::answered() reads from it that the probe may have left before.
void departures::give_back(probe_index index, const host_trouble& host, time_point now) {
    const std::uint8_t resent = ledger_[index].resent;
    take_back(index);
    ledger_[index].resent = std::max<std::uint8_t>(resent, 1);
    if (given_back_.rounds == 0) given_back_.since = now;
    const bool again = given_back_.rounds > 0 && last_round_ == host.rounds();
    if (!again && given_back_.rounds < most_refused_alone) ++given_back_.rounds;
    last_round_ = host.rounds();
}

bool departures::given_back_alone(const host_trouble& host) const {
    return given_back_.rounds >= most_refused_alone && host.router().heard_after(given_back_.since);
}

// This undoes sent(). It does not undo the handing out: the hop awaits the probe on, so it cannot become final
// meanwhile.
void departures::take_back(probe_index index) {
    probe_record& probe = ledger_[index];
    probe.state = probe_state::handed;
    probe.unconfirmed = false;
    probe.checked = 0;
    ++probe.resent;
    --ledger_.sent;
    kept_back_.push_back(index);
}

void departures::let_go(probe_index index) {
    std::erase(kept_back_, index);
    std::erase(again_, index);
    ledger_[index].state = probe_state::in_flight;
    ++ledger_.sent;
}

void departures::try_again() {
    again_.insert(again_.end(), kept_back_.begin(), kept_back_.end());
    kept_back_.clear();
}

std::vector<probe_index> departures::give_up() {
    try_again();
    return std::exchange(again_, {});
}

std::vector<probe_index> departures::give_up(boost::system::error_code reason) {
    for (const probe_index kept : kept_back_) ledger_.set_send_error(kept, reason);
    return give_up();
}

std::optional<std::size_t> departures::next_again(hop_ttl end_ttl) const {
    const auto needed = std::ranges::find_if(again_, [&](probe_index index) {  //
        return ledger_[index].ttl <= end_ttl || !ledger_[index].of_hop();
    });
    if (needed == again_.end()) return std::nullopt;
    return static_cast<std::size_t>(needed - again_.begin());
}

std::optional<probe_index> departures::hand_out_again(hop_ttl end_ttl) {
    const std::optional<std::size_t> place = next_again(end_ttl);
    if (!place) return std::nullopt;
    const probe_index index = again_[*place];
    again_.erase(again_.begin() + static_cast<std::ptrdiff_t>(*place));
    return index;
}

bool departures::may_not_have_left(probe_index index) const {
    return ledger_.has(index) && ledger_[index].state == probe_state::in_flight &&
           ledger_[index].sent_stamp != stamp_source::kernel;
}

bool departures::not_left_yet(const probe_record& probe, bool heard) const {
    return probe.unconfirmed && !overtaken(probe) && (last_confirmed_ || !heard);
}

bool departures::overtaken(const probe_record& probe) const {
    return last_confirmed_ && ledger_.index_of(probe) < *last_confirmed_;
}

duration departures::wait_to_leave(const probe_record& probe) const {
    return probe.unconfirmed ? probe.checked * between_looks : duration::zero();
}

// As long as probes leave, the queue of a slow link moves, and the wait begins anew with each of them.
time_point departures::leaves_by(const probe_record& probe, duration wait) const {
    return std::max(probe.sent_at, last_left_) + std::max(longest_wait_to_leave, wait);
}

// The order matters, because each step assumes that those before it do not apply:
//   1. Beyond the end nothing depends on the probe.
//   2. The kernel has spoken for this hop (silent next-hop router): its queries that have not left will not leave.
//   3. The probe may still be in a queue: it is looked at again later.
//   4. This host has swallowed it, or could not send when the answer may have come: it is sent again, a few times.
//   5. Only then the network has lost it.
departures::fate departures::fate_of_overdue(probe_index index, time_point now, const host_trouble& host,
                                             const departure_context& context) {
    probe_record& probe = ledger_[index];
    if (probe.of_hop() && probe.ttl > context.end_ttl) return fate::lost;
    // Of a hop for which the kernel has spoken. Of others it may still do so when they are asked again.
    const bool told_of = next_hop_silent_ && probe.of_hop() && context.hop_answered;
    if (told_of && probe.unconfirmed && !overtaken(probe)) return refuse(index, errc::silent_router);
    if (not_left_yet(probe, context.heard) && now < leaves_by(probe, context.wait)) {
        ++probe.checked;
        return fate::waits;
    }
    const bool swallowed = probe.unconfirmed && (overtaken(probe) || host.tells_what_leaves());
    if (!swallowed && !host.between(probe.sent_at, now)) return fate::lost;
    const bool in_vain = swallowed && !host.left_after(probe.sent_at);
    if (probe.resent < (in_vain || host.pausing() ? most_resent_in_vain : most_resent)) {
        take_back(index);
        return fate::waits;
    }
    if (!swallowed) return fate::lost;
    using namespace boost::system::errc;
    return refuse(index, make_error_code(in_vain ? network_down : no_buffer_space));
}

// The state goes back to `handed`, because trace_state::refused() passes over every probe that has left.
departures::fate departures::refuse(probe_index index, boost::system::error_code reason) {
    probe_record& probe = ledger_[index];
    probe.state = probe_state::handed;
    ledger_.set_send_error(index, reason);
    --ledger_.sent;
    return fate::refused;
}

}  // namespace tracerouter::engine
