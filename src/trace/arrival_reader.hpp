#pragma once

#include <cstddef>
#include <span>

#include "engine/engine.hpp"
#include "trace/adaptive_batch.hpp"
#include "trace/time_slice.hpp"
#include "tracerouter/channel.hpp"
#include "tracerouter/datagram.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::trace {

/// Takes what has arrived from the channel and gives it to the engine, a batch at a time.
///
/// It knows up to which time all answers have been read. Nothing may be taken for overdue after that time, because its
/// answer may lie here unread. It also notices when this process was held up.
class arrival_reader {
public:
    arrival_reader(channel& channel, engine::engine& engine, const adaptive_batch& batch);

    void size_batches(const adaptive_batch& batch) { batch_ = batch; }

    /// Reads until the slice is over or nothing is left. A step that begins with unread datagrams takes no further ones
    /// from the channel, so all other steps get their turn, however much arrives.
    void read(time_slice& slice);

    /// Whether datagrams were taken from the channel and not read yet. They must be read before anything else is done.
    [[nodiscard]] bool has_unread() const { return !unread_.empty(); }
    /// Whether the channel had more datagrams at the last look.
    [[nodiscard]] bool more_arrived() const { return more_arrived_; }
    /// All answers that arrived until this time have been read.
    [[nodiscard]] time_point heard_until() const { return heard_until_; }

    /// The driver waits, and will look at what has arrived by this time at the latest.
    void expect_look_by(time_point latest);
    /// The driver does not know when it will look again.
    void expect_no_look() { next_look_by_ = time_point::max(); }

    /// To be called before the channel goes: the unread datagrams lie in its memory.
    void drop_unread() { unread_ = {}; }

private:
    void take_arrivals();
    void notice_pause();
    void read_batch();

    channel& channel_;
    engine::engine& engine_;
    adaptive_batch batch_;
    // What is left of the datagrams that were taken last.
    std::span<const received_datagram> unread_;
    bool more_arrived_ = false;
    // When those were taken.
    time_point arrived_{};
    time_point heard_until_{};
    // When the next look is due, if nothing holds this process up.
    time_point next_look_by_ = time_point::max();
};

}  // namespace tracerouter::trace
