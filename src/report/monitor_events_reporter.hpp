#pragma once

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "report/facts.hpp"
#include "report/monitor_reporter.hpp"
#include "report/monitor_settings.hpp"
#include "report/sink.hpp"
#include "report/text_buffer.hpp"

namespace tracerouter::report {

/// A session as it happens: one JSON object a line, schema "tracerouter.event/1". Each target begins with a `start` and
/// ends with an `end`, from which a session is rebuilt, and a `summary` for people. Between them are a `probe` for each
/// probe that was decided, `reset`, and `change`, `burst`, `outage` and `recovery`. session_reader reads the lines
/// back: they hold what the statistics of the session are made of.
///
/// That a probe was sent is not written unless it is wanted (monitor_settings::departures), since its outcome says so.
/// A probe that is still waited for at the end has a line with the status "sent" before the end.
class monitor_events_reporter final : public monitor_reporter {
public:
    explicit monitor_events_reporter(sink& out, const monitor_settings& chosen = {})
        : out_{out}, facts_{chosen.facts}, departures_{chosen.departures} {}

    boost::system::error_code started(const monitor_start& start) override;
    boost::system::error_code observed(const heading& of, const probe_observation& seen) override;
    boost::system::error_code happened(const heading& of, const monitor_event& event) override;
    boost::system::error_code was_reset(const heading& of, const monitor_reset& reset) override;
    boost::system::error_code summary(const monitor_result& result) override;
    boost::system::error_code failure(const report::failure& failure) override;

private:
    /// Target as written, and its address.
    using target_key = std::pair<std::string, boost::asio::ip::address>;
    /// Round, flow, TTL.
    using probe_key = std::tuple<std::uint64_t, std::uint16_t, std::uint16_t>;

    void append_waiting(const target_key& target);
    boost::system::error_code write_line();

    sink& out_;
    fact_lookup facts_;
    bool departures_;
    text_buffer lines_;  ///< kept for its room
    /// Probes in flight, and when they were sent: as many as the monitor itself waits for.
    std::map<target_key, std::map<probe_key, std::chrono::system_clock::time_point>> waiting_;
};

}  // namespace tracerouter::report
