#pragma once

#include <boost/system/error_code.hpp>

#include <string_view>

#include "delivery.hpp"
#include "engine/engine.hpp"
#include "tracerouter/datagram.hpp"
#include "world.hpp"

namespace tracerouter::sim {

/// Sees everything that passes between engine and world, in the order it happens. `now` is always what the engine was
/// told, which is not always the true time.
class observer {
public:
    observer() = default;
    observer(const observer&) = delete;
    observer& operator=(const observer&) = delete;
    virtual ~observer() = default;

    virtual void on_started(engine::trace_id, const route&, time_point /*now*/) {}
    /// The engine was asked what to send, and so knows the time.
    virtual void on_asked_for_probes(time_point /*now*/) {}
    virtual void on_handed_out(const datagram&, time_point /*now*/) {}
    virtual void on_sent(const sent_stamp&, time_point /*now*/) {}
    virtual void on_refused(probe_key, boost::system::error_code, time_point /*now*/) {}
    virtual void on_blocked(time_point /*now*/, time_point /*until*/) {}
    virtual void on_delivered(const delivery&, const received_datagram&, time_point /*now*/) {}
    virtual void on_cancelled(engine::trace_id, time_point /*now*/) {}
    virtual void on_event(const engine::event&, time_point /*now*/) {}
    /// After all of the above at one wake-up.
    virtual void on_settled(const engine::engine&, time_point /*now*/) {}
    /// The world is at its end, or (with a reason) can never come to it.
    virtual void on_end(const engine::engine&, std::string_view /*stuck*/) {}
};

}  // namespace tracerouter::sim
