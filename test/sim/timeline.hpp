#pragma once

#include <ostream>

#include "observer.hpp"

namespace tracerouter::sim {

/// Writes down everything that happens, a line each.
class timeline final : public observer {
public:
    explicit timeline(std::ostream& out) : out_(out) {}

    void on_started(engine::trace_id trace, const route& route, time_point now) override;
    void on_handed_out(const datagram& probe, time_point now) override;
    void on_sent(const sent_stamp& stamp, time_point now) override;
    void on_refused(probe_key probe, boost::system::error_code error, time_point now) override;
    void on_blocked(time_point now, time_point until) override;
    void on_delivered(const delivery& delivery, const received_datagram& datagram, time_point now) override;
    void on_cancelled(engine::trace_id trace, time_point now) override;
    void on_event(const engine::event& event, time_point now) override;
    void on_end(const engine::engine& engine, std::string_view stuck) override;

private:
    std::ostream& line(time_point now);

    std::ostream& out_;
};

}  // namespace tracerouter::sim
