#include "engine/trace_state.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "tracerouter/error.hpp"

// What becomes of probes in this host, before the network sees them.

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

void trace_state::probe_sent(std::uint16_t index, time_point at, stamp_source source, bool stamp_to_come) {
    probe_record& probe = probes_[index];
    if (probe.state == probe_state::refused || (closed(probe.ttl) && probe.of_hop())) return;
    if (source == stamp_source::process && probe.state != probe_state::handed) return;  // sent once more in vain
    if (source == stamp_source::kernel && probe.state == probe_state::handed) let_go(index);
    if (probe.state == probe_state::handed) {
        probe.state = probe_state::in_flight;
        probe.unconfirmed = stamp_to_come;
        refused_rounds_ = 0;
        ++sent_;
    }
    if (source == stamp_source::kernel) {
        probe.unconfirmed = false;
        last_confirmed_ = std::max(last_confirmed_.value_or(index), index);
        last_left_ = std::max(last_left_, at);
    }
    probe.sent_at = at;
    probe.sent_stamp = source;
    if (probe.of_hop()) hop(probe.ttl).last_sent = at;
    if (probe.purpose == probe_purpose::responder) search_->sent(at);
    if (probe.of_hop() && probe.query == 1) last_query_at_ = std::max(last_query_at_, at);
}

void trace_state::probe_refused(std::uint16_t index, boost::system::error_code error) {
    probe_record& probe = probes_[index];
    if (probe.state != probe_state::handed) return;
    probe.state = probe_state::refused;
    probe.send_error = error;
    advice_due_ = true;
    switch (probe.purpose) {
        case probe_purpose::hop:
            answer_no_longer_awaited(probe.ttl);
            judge_end();
            return move_horizon();
        case probe_purpose::distance: return std::get<survey>(plan_).scout_told(std::nullopt);
        case probe_purpose::size: return mtu_->too_big({probe.ttl, probe.size}, std::nullopt, std::nullopt);
        case probe_purpose::responder: hurry_ = true; return;
    }
}

void trace_state::keep_back(std::uint16_t index, boost::system::error_code reason, const host_trouble& host,
                            time_point now) {
    probe_record& probe = probes_[index];
    if (probe.state != probe_state::handed) return;
    probe.send_error = reason;
    kept_back_.push_back(index);
    if (refused_rounds_ == 0) refused_since_ = now;
    if (refused_rounds_ == 0 || last_round_ != host.rounds()) ++refused_rounds_;
    last_round_ = host.rounds();
}

bool trace_state::refused_alone(const host_trouble& host) const {
    return refused_rounds_ >= most_refused_alone && host.sent_after(refused_since_);
}

void trace_state::give_back(std::uint16_t index, const host_trouble& host, time_point now) {
    const std::uint8_t resent = probes_[index].resent;
    take_back(index);
    probes_[index].resent = std::max<std::uint8_t>(resent, 1);
    if (given_back_rounds_ == 0) given_back_since_ = now;
    const bool again = given_back_rounds_ > 0 && last_round_ == host.rounds();
    if (!again && given_back_rounds_ < most_refused_alone) ++given_back_rounds_;
    last_round_ = host.rounds();
}

bool trace_state::given_back_alone(const host_trouble& host) const {
    return given_back_rounds_ >= most_refused_alone && host.heard_after(given_back_since_);
}

std::size_t trace_state::give_up_unsent(std::uint16_t index, boost::system::error_code reason) {
    take_back(index);
    for (const std::uint16_t kept : kept_back_) probes_[kept].send_error = reason;
    return give_up_kept_back();
}

void trace_state::try_again() {
    again_.insert(again_.end(), kept_back_.begin(), kept_back_.end());
    kept_back_.clear();
}

std::size_t trace_state::give_up_kept_back() {
    try_again();
    const auto given_up = std::exchange(again_, {});
    for (const std::uint16_t index : given_up) probe_refused(index, probes_[index].send_error);
    return given_up.size();
}

// What is behind the end is not needed any more.
std::optional<std::size_t> trace_state::next_again() const {
    if (again_.empty()) return std::nullopt;
    const std::uint8_t end = end_ttl(path_, setup_.options);
    const auto needed = std::ranges::find_if(
        again_, [&](std::uint16_t index) { return probes_[index].ttl <= end || !probes_[index].of_hop(); });
    if (needed == again_.end()) return std::nullopt;
    return static_cast<std::size_t>(needed - again_.begin());
}

std::optional<std::uint16_t> trace_state::hand_out_again() {
    const std::optional<std::size_t> place = next_again();
    if (!place) return std::nullopt;
    const std::uint16_t index = again_[*place];
    again_.erase(again_.begin() + static_cast<std::ptrdiff_t>(*place));
    return index;
}

// Probes leave in the order in which they were handed out.
bool trace_state::overtaken(const probe_record& probe) const {
    return last_confirmed_ && &probe < &probes_[*last_confirmed_];
}

// Where no probe is known to have left while answers have come, the kernel does not tell.
bool trace_state::not_left_yet(const probe_record& probe) const {
    const bool heard = answered() > 0 || search_;
    return probe.unconfirmed && !overtaken(probe) && (last_confirmed_ || !heard);
}

time_point trace_state::leaves_by(const probe_record& probe) const {
    return std::max(probe.sent_at, last_left_) + std::max(longest_wait_to_leave, wait_for(probe));
}

// Added to the time for its answer.
duration trace_state::wait_to_leave(const probe_record& probe) const {
    return probe.unconfirmed ? probe.checked * between_looks : duration::zero();
}

// Whether a probe that is overdue has not left this host, or may have, but its answer has been lost here. It is waited
// for, kept back, or refused in the end. Only otherwise the network has lost it.
bool trace_state::excused(std::uint16_t index, time_point now, const host_trouble& host) {
    probe_record& probe = probes_[index];
    if (probe.of_hop() && probe.ttl > end_ttl(path_, setup_.options)) return false;
    // Of a hop for which the kernel has spoken. Of others it may still do so when they are asked again.
    const bool told_of = next_hop_silent_ && probe.of_hop() && hop(probe.ttl).answers > 0;
    if (told_of && probe.unconfirmed && !overtaken(probe)) return never_leaves(index, errc::silent_router);
    if (not_left_yet(probe) && now < leaves_by(probe)) {
        ++probe.checked;
        return true;
    }
    const bool swallowed = probe.unconfirmed && (overtaken(probe) || host.tells_what_leaves());
    if (!swallowed && !host.between(probe.sent_at, now)) return false;
    const bool in_vain = swallowed && !host.left_after(probe.sent_at);
    if (probe.resent < (in_vain || host.pausing() ? most_resent_in_vain : most_resent)) {
        take_back(index);
    } else if (swallowed) {
        using namespace boost::system::errc;
        never_leaves(index, make_error_code(in_vain ? network_down : no_buffer_space));
    } else {
        return false;
    }
    return true;
}

bool trace_state::never_leaves(std::uint16_t index, boost::system::error_code reason) {
    probes_[index].state = probe_state::handed;
    --sent_;
    probe_refused(index, reason);
    return true;
}

void trace_state::take_back(std::uint16_t index) {
    probe_record& probe = probes_[index];
    probe.state = probe_state::handed;
    probe.unconfirmed = false;
    probe.checked = 0;
    ++probe.resent;
    --sent_;
    kept_back_.push_back(index);
}

// It has left after all: its answer or its stamp is there.
void trace_state::let_go(std::uint16_t index) {
    std::erase(kept_back_, index);
    std::erase(again_, index);
    probes_[index].state = probe_state::in_flight;
    ++sent_;
}

}  // namespace tracerouter::engine
