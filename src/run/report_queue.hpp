#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <vector>

#include "enrich/fact_source.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::run {

/// Finished results on their way to the report. Each waits there, no longer than a time of its own, until everything
/// about its addresses has settled; none overtakes another. As all of them wait at once, a name server that never
/// answers delays the end of a run by one such time at most. Probing does not wait.
class report_queue {
public:
    using address_list = std::vector<boost::asio::ip::address>;
    using action = std::function<void()>;

    /// Without `facts` nothing waits.
    report_queue(const boost::asio::any_io_executor& executor, enrich::fact_source* facts);

    /// Whether addresses are of any interest to it.
    [[nodiscard]] bool asks() const noexcept { return facts_ != nullptr; }

    /// Begins to find out about addresses that will be reported later.
    void look_up(const address_list& addresses);

    /// Does `write` once all before it are done and all is known of what it is about, or after `patience`.
    void add(address_list about, duration patience, action write);

    /// To be called when an address has settled.
    void settled();

    /// Nothing waits any more, now and later.
    void hurry();

    [[nodiscard]] bool empty() const noexcept { return items_.empty(); }

    /// Whether what waits for nothing would leave at once.
    [[nodiscard]] bool free() const noexcept { return items_.empty() && !releasing_; }

    /// Called when the last of those that had to wait has left, except by hurry().
    void on_empty(action listener) { emptied_ = std::move(listener); }

private:
    struct item {
        address_list about;
        time_point deadline;
        action write;
    };

    [[nodiscard]] bool may_leave(item& first) const;
    void release();
    void arm_timer();

    enrich::fact_source* facts_;
    boost::asio::steady_timer timer_;
    std::deque<item> items_;
    action emptied_;
    bool hurried_ = false;
    bool releasing_ = false;
};

}  // namespace tracerouter::run
