#include "trace/arrival_reader.hpp"

#include <algorithm>
#include <chrono>

namespace tracerouter::trace {

namespace {

/// Other work may keep the thread for so long. No deadline is doubtful for that.
constexpr duration shortest_pause = std::chrono::milliseconds{50};

}  // namespace

arrival_reader::arrival_reader(channel& channel, engine::engine& engine, const adaptive_batch& batch)
    : channel_(channel), engine_(engine), batch_(batch) {}

void arrival_reader::read(time_slice& slice) {
    const bool goes_on = has_unread();
    do {
        has_unread() ? read_batch() : take_arrivals();
        // The channel has nothing more: what has not arrived by the time of that look has not arrived.
        if (!has_unread() && !more_arrived_) heard_until_ = arrived_;
        if (!has_unread() && (goes_on || !more_arrived_)) return;
    } while (!slice.over());
}

// Stamps come first, because the answers may be to the same probes. Round-trip times need exact times of both.
void arrival_reader::take_arrivals() {
    const arrivals found = channel_.receive();
    arrived_ = channel_.now();
    notice_pause();
    for (const sent_stamp& stamp : found.stamps) engine_.handle_sent(stamp);
    engine_.handle_drops(found.drops, arrived_);
    unread_ = found.datagrams;
    more_arrived_ = found.more;
}

// A process that did not run when it wanted to cannot say that nothing has come. If a virtual machine stood still, so
// did the network that it holds, and answers are as much later.
void arrival_reader::notice_pause() {
    if (arrived_ > next_look_by_ && arrived_ - next_look_by_ >= shortest_pause)
        engine_.handle_pause(arrived_, arrived_ - next_look_by_);
    next_look_by_ = arrived_;
}

// Datagrams come in the order of their arrival, so everything before the last of a batch has been heard.
void arrival_reader::read_batch() {
    const time_point began = channel_.now();
    const auto some = unread_.first(std::min(unread_.size(), batch_.size()));
    engine_.handle_datagrams(some, arrived_);
    heard_until_ = std::min(arrived_, some.back().at);
    unread_ = unread_.subspan(some.size());
    batch_.took(some.size(), channel_.now() - began);
}

// A deadline may be before the last look already. That look was not late for it.
void arrival_reader::expect_look_by(time_point latest) {
    next_look_by_ = std::max(latest, next_look_by_);
}

}  // namespace tracerouter::trace
