#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <memory>
#include <optional>

#include "report/monitor_reporter.hpp"
#include "report/reporter.hpp"
#include "run/address_search.hpp"
#include "run/outcome.hpp"
#include "targets/resolver.hpp"
#include "targets/target_source.hpp"
#include "tracerouter/monitor_result.hpp"
#include "tracerouter/path_monitor.hpp"
#include "tracerouter/probe_observation.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter::run {

class watched_target;

/// What is told of a watched target.
class watch_observer {
public:
    watch_observer() = default;
    watch_observer(const watch_observer&) = delete;
    watch_observer& operator=(const watch_observer&) = delete;
    virtual ~watch_observer() = default;

    /// Its first probe has left, or was refused: what is known of it is complete.
    virtual void began(const watched_target& target) = 0;
    /// Something has become of a probe.
    virtual void seen(const watched_target& target, const probe_observation& probe) = 0;
    /// The monitor has noticed something.
    virtual void happened(const watched_target& target, const monitor_event& event) = 0;
    /// All its counters begin anew, as the user wants it.
    virtual void was_reset(const watched_target& target, const report::monitor_reset& reset) = 0;
    /// The last call. `outcome` is a failed_target, left_out, or given_up for one that was watched until its end.
    virtual void ended(const watched_target& target, const outcome& outcome) = 0;
};

/// One target of a monitor run, from its name to the end of its rounds. Addresses of a name are tried in their order
/// until one can be probed.
class watched_target : public std::enable_shared_from_this<watched_target> {
public:
    /// What it works with. All of it outlives the target.
    struct tools {
        targets::resolver& names;
        tracerouter::tracer& tracer;
        const targets::exclusion_list& excluded;
        const monitor_request& pattern;  ///< of all targets but for what names them
        watch_observer& observer;
    };

    watched_target(report::target_number number, targets::target target, const tools& with);

    /// May tell the observer at once that it has ended.
    /// \param begin_after until its first round
    void start(duration begin_after);
    /// Ends, with what is known so far. May tell the observer at once.
    void cancel();

    /// All counters begin anew. Tells the observer at once or, if it has not begun, when it does.
    void reset();

    [[nodiscard]] report::target_number number() const { return number_; }
    [[nodiscard]] const report::heading& heading() const { return heading_; }
    /// What was known of it before its first probe. Only once it has begun.
    [[nodiscard]] report::monitor_start beginning() const;
    /// What is known now. Only once it has begun.
    [[nodiscard]] monitor_result result() const { return monitor_->result(); }
    /// A probe has left, or was refused.
    [[nodiscard]] bool begun() const { return begun_; }
    /// The monitor; null while the target is looked up, and if it cannot be probed.
    [[nodiscard]] path_monitor* monitor() { return monitor_ ? &*monitor_ : nullptr; }
    /// A look-up is under way. It cannot be recalled.
    [[nodiscard]] bool looking_up() const { return looking_up_; }

private:
    void try_next_address();
    void watch(const boost::asio::ip::address& address);
    void wait_for_event();
    void take_event(boost::system::error_code error, const std::optional<monitor_event>& event);
    void take(const probe_observation& probe);
    void tell_reset();
    void end_monitor(boost::system::error_code error);
    void finish(const outcome& outcome);

    report::target_number number_;
    address_search addresses_;
    const tools& with_;
    report::heading heading_;
    std::optional<path_monitor> monitor_;
    duration begin_after_{};
    bool looking_up_ = false;
    bool cancelled_ = false;
    bool begun_ = false;
    bool reset_untold_ = false;
    bool finished_ = false;
};

}  // namespace tracerouter::run
