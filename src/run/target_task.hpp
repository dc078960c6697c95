#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "report/reporter.hpp"
#include "run/address_search.hpp"
#include "run/outcome.hpp"
#include "run/trace_service.hpp"
#include "targets/exclusion_list.hpp"
#include "targets/resolver.hpp"
#include "targets/target_source.hpp"
#include "tracerouter/trace_options.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::run {

/// What a task tells whoever started it.
class task_observer {
public:
    task_observer() = default;
    task_observer(const task_observer&) = delete;
    task_observer& operator=(const task_observer&) = delete;
    virtual ~task_observer() = default;

    /// The look-up of its name has ended, well or not, even if nobody waits for it any more.
    virtual void looked_up() = 0;

    /// A hop is final, and the trace it belongs to is under way.
    virtual void hop(const report::heading& trace, const hop_result& hop) = 0;

    /// The last call.
    virtual void done(trace_number number, outcome finished) = 0;
};

/// What a task works with. All of it outlives the task.
struct task_tools {
    targets::resolver& names;
    trace_service& tracer;
    const targets::exclusion_list& excluded;
    const trace_options& options;
    bool tell_hops;      ///< before the end
    bool all_addresses;  ///< of a name: they are its outcome, and nothing is traced
    task_observer& observer;
};

/// One target from its name to its outcome. Addresses of a name are tried in their order until one can be probed, or
/// given back, if each of them is to be traced by a task of its own; excluded ones are left out.
class target_task : public std::enable_shared_from_this<target_task> {
public:
    /// The target is an address that is written, or one that another task has found for a name.
    /// `tools` outlive it.
    target_task(trace_number number, targets::target target, const task_tools& tools, bool found = false);

    /// Tells nothing to the observer before it returns.
    void start();

    /// A trace under way ends with the hops known so far; a look-up is given up. May tell the observer at once.
    void cancel();

private:
    void resolved();
    void give_addresses();
    void try_next_address();
    void trace(const boost::asio::ip::address& address);
    void traced(boost::system::error_code error, trace_result result);
    void hop(const hop_result& hop);
    void finish(outcome finished);

    trace_number number_;
    address_search addresses_;
    const task_tools& tools_;
    std::unique_ptr<report::heading> heading_;  ///< of its hops, if they are told
    std::vector<hop_result> held_back_;         ///< hops of a trace that may turn out to have sent nothing
    boost::asio::cancellation_signal cancellation_;
    bool looking_up_ = false;
    bool cancelled_ = false;
    bool finished_ = false;
};

}  // namespace tracerouter::run
