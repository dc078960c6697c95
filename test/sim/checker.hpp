#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "observer.hpp"
#include "pace_meter.hpp"
#include "trace_account.hpp"
#include "world.hpp"

namespace tracerouter::sim {

/// Holds what the engine says against what the world did. Its complaints are the verdict on a run.
class checker final : public observer {
public:
    explicit checker(const world& world) : world_(world), pace_(world.rate) {}

    [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }

    void on_started(engine::trace_id trace, const route& route, time_point now) override;
    void on_asked_for_probes(time_point now) override { pace_.see(now); }
    void on_handed_out(const datagram& probe, time_point now) override;
    void on_sent(const sent_stamp& stamp, time_point now) override;
    void on_refused(probe_key probe, boost::system::error_code error, time_point now) override;
    void on_blocked(time_point now, time_point until) override { blocked_ += until - now; }
    void on_delivered(const delivery& delivery, const received_datagram& datagram, time_point now) override;
    void on_cancelled(engine::trace_id trace, time_point now) override;
    void on_event(const engine::event& event, time_point now) override;
    void on_settled(const engine::engine& engine, time_point now) override;
    void on_end(const engine::engine& engine, std::string_view stuck) override;

private:
    using trace_key = std::uint64_t;

    static trace_key key_of(engine::trace_id trace) { return std::uint64_t{trace.slot} << 32 | trace.serial; }
    [[nodiscard]] trace_account* find(probe_key probe);
    [[nodiscard]] bool ended_last(probe_key probe) const;
    void check_pair(const datagram& probe);
    void check_explanation(const address_v4& target, const hop_result& hop);
    void finish(engine::trace_id trace, const trace_result& result, time_point now);
    void check_time(const trace_account& trace, time_point now);
    void complain(const std::string& what);

    const world& world_;
    std::vector<std::string> complaints_;
    std::map<trace_key, trace_account> open_;
    std::map<std::uint16_t, std::uint32_t> ended_last_;  // slot, serial
    std::unordered_set<std::uint32_t> pairs_;            // (identifier, sequence) in use so far
    pace_meter pace_;
    tracer_statistics counted_;
    std::uint64_t handed_out_ = 0;
    std::uint64_t ended_ = 0;  // probes sent or refused
    std::size_t finished_ = 0;
    duration blocked_{};
};

}  // namespace tracerouter::sim
