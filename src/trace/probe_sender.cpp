#include "trace/probe_sender.hpp"

#include <cstddef>

namespace tracerouter::trace {

probe_sender::probe_sender(channel& channel, engine::engine& engine, route_check& routes, const adaptive_batch& size)
    : channel_(channel), engine_(engine), routes_(routes), size_(size) {
    engine_.expect_stamps(stamping_);
}

void probe_sender::send(time_slice& slice, arrival_reader& reader) {
    blocked_ = false;
    choose_stamps();
    while (send_batch()) {
        if (slice.over()) return;
        reader.read(slice);
        if (reader.has_unread()) return;
    }
    // Nothing more is to be sent. When there is something again, it begins with a small batch.
    size_.start_anew();
}

// A stamp costs about as much as receiving an answer, so bulk goes without. The engine must know it: with stamps, a
// probe that has none has not left.
void probe_sender::choose_stamps() {
    if (engine_.in_bulk() != stamping_) return;
    stamping_ = !stamping_;
    channel_.stamp_transmissions(stamping_);
    engine_.expect_stamps(stamping_);
}

// Returns whether there may be more to send. What the channel does not take stays in the batch: the engine hands out
// no probe twice.
bool probe_sender::send_batch() {
    const time_point began = channel_.now();
    batch_.limit(size_.size());
    if (batch_.empty()) engine_.poll_transmit(began, batch_);
    if (batch_.empty()) return false;

    const send_report report = channel_.send(batch_.pending());
    for (std::size_t index = 0; index < report.sent; ++index) {
        engine_.handle_sent({batch_.pending()[index].probe, time_sent(report, index), stamp_source::process});
    }
    batch_.pop_front(report.sent);

    // The channel stops at a probe that is refused. The probes behind it are sent with the next batch.
    if (report.refused) {
        routes_.probe_refused(batch_.pending().front(), report.refused);
        batch_.pop_front(1);
    }

    blocked_ = report.blocked;
    times_blocked_ += blocked_ ? 1 : 0;
    size_.took(report.sent, channel_.now() - began);
    return !blocked_;
}

}  // namespace tracerouter::trace
