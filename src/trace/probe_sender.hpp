#pragma once

#include <cstdint>

#include "engine/engine.hpp"
#include "engine/transmit_batch.hpp"
#include "trace/adaptive_batch.hpp"
#include "trace/arrival_reader.hpp"
#include "trace/route_check.hpp"
#include "trace/time_slice.hpp"
#include "tracerouter/channel.hpp"

namespace tracerouter::trace {

/// Takes probes from the engine and gives them to the channel, a batch at a time, and tells the engine what became of
/// each.
class probe_sender {
public:
    /// \param size of the batches
    probe_sender(channel& channel, engine::engine& engine, route_check& routes, const adaptive_batch& size);

    void size_batches(const adaptive_batch& size) { size_ = size; }

    /// Sends until the slice is over, or the engine has no more probes now, or the channel takes no more.
    ///
    /// Answers are read between batches, because they may make the rest of the probes needless. The answers of a near
    /// target do so at once. If some remain unread, the step ends early.
    void send(time_slice& slice, arrival_reader& reader);

    /// The channel took no more at the last attempt. Sending goes on when it can be written to.
    [[nodiscard]] bool blocked() const { return blocked_; }
    /// Whether the engine has handed out probes that the channel has not taken yet.
    [[nodiscard]] bool has_unsent() const { return !batch_.empty(); }
    /// How often the channel took no more: tracer_statistics::send_blocked.
    [[nodiscard]] std::uint64_t times_blocked() const { return times_blocked_; }

private:
    void choose_stamps();
    bool send_batch();

    channel& channel_;
    engine::engine& engine_;
    route_check& routes_;
    adaptive_batch size_;
    engine::transmit_batch batch_;
    std::uint64_t times_blocked_ = 0;
    bool blocked_ = false;
    // The kernel stamps what leaves. The channel begins so.
    bool stamping_ = true;
};

}  // namespace tracerouter::trace
