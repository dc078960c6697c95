#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "engine/hop_routers.hpp"
#include "engine/round_plan.hpp"
#include "stats/path_statistics.hpp"
#include "trace/item_stream.hpp"
#include "trace/round_watch.hpp"
#include "trace/tracer_impl.hpp"
#include "tracerouter/path_monitor.hpp"

namespace tracerouter {

/// What a path_monitor shares with its traces, which may outlive it.
///
/// An alarm of the driver begins rounds. A round is a trace that watches, and tells of each of its probes; what that
/// says goes to the plan (how far to ask), to the statistics, and to the user. The monitor ends when no round will
/// begin and none is under way.
class path_monitor::state : public std::enable_shared_from_this<state> {
public:
    state(std::shared_ptr<tracer::impl> tracer, monitor_request request);

    void start();
    void stop();
    void cancel();
    /// The path_monitor is gone.
    void abandon();
    void set_interval(duration interval);
    void pause(bool paused);
    void reset();
    /// Destroys the handlers without calling them. For net::lifeline, when the io_context goes before us.
    void drop_handlers();

    [[nodiscard]] const executor_type& executor() const { return rounds_->executor(); }
    void wait_for_round(round_handler handler) {
        rounds_wanted_ = true;
        rounds_->wait(std::move(handler));
    }
    [[nodiscard]] trace::item_stream<monitor_event>& events() { return *events_; }
    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] monitor_result result() const;

private:
    // Traces of a round, each with what cancels it.
    struct active_round {
        trace::round_watch watch;
        std::list<boost::asio::cancellation_signal> interruptions;
    };

    void wait_for_turn();
    void forget_turn();
    void take_turn();
    [[nodiscard]] bool may_begin() const;
    [[nodiscard]] time_point limits_refilled_at() const;
    void begin_round();
    void ask(std::uint64_t round, active_round& active, engine::round_plan::portion portion);
    void start_trace(std::uint64_t round, active_round& active, engine::round_plan::portion portion);
    void take(std::uint64_t round, const engine::probe_event& event, const trace::open_trace& trace);
    void follow(std::uint64_t round, active_round& active, const probe_observation& seen);
    void tell(const probe_observation& seen);
    void end_trace(std::uint64_t round, boost::system::error_code error);
    void tell_decided(active_round& active);
    void end_if_over();

    std::shared_ptr<tracer::impl> tracer_;
    monitor_request request_;
    std::shared_ptr<trace::item_stream<monitor_round>> rounds_;
    std::shared_ptr<trace::item_stream<monitor_event>> events_;
    std::optional<trace::alarm_queue::id> alarm_;
    engine::round_plan plan_;
    engine::hop_routers routers_;
    stats::path_statistics seen_;
    std::map<std::uint64_t, active_round> active_;  // by number
    std::uint64_t begun_ = 0;                       // rounds
    time_point next_at_;
    std::optional<time_point> first_left_at_;  // the newest probe of the first round
    std::chrono::system_clock::time_point started_at_;
    boost::asio::ip::address source_;
    boost::system::error_code error_;  // what kept it from beginning
    bool rounds_wanted_ = false;
    bool stopped_ = false;
    bool abandoned_ = false;
    bool paused_ = false;
    bool ended_ = false;
};

}  // namespace tracerouter
