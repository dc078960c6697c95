#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "host/file_sink.hpp"
#include "report/facts.hpp"
#include "run/output_queue.hpp"
#include "run/screen_settings.hpp"
#include "run/shown_targets.hpp"
#include "run/watched_target.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::run {

/// Writes the tables of all watched targets again and again, one below the other: the view of a terminal that cannot
/// show pictures. It has no keys.
class plain_tables final : public watch_observer {
public:
    struct surroundings {
        report::fact_lookup facts;
        shown_targets::result_source result_of;
        std::function<void(boost::system::error_code)> on_error;  ///< called once if they cannot be written
    };

    /// \param out a terminal
    plain_tables(const boost::asio::any_io_executor& executor, std::unique_ptr<host::file_sink> out,
                 screen_settings chosen, surroundings with, duration between_tables = std::chrono::seconds{10});

    /// Writes the first tables as late as all others, since before the first answers there is nothing to see.
    void start();
    /// Writes the tables for the last time. \return why they could not be written
    boost::system::error_code finish();

    void began(const watched_target& target) override { shown_.begin(target); }
    void seen(const watched_target& target, const probe_observation& probe) override { shown_.observe(target, probe); }
    void happened(const watched_target& target, const monitor_event& /*event*/) override { shown_.mark(target); }
    void was_reset(const watched_target& target, const report::monitor_reset& reset) override {
        shown_.reset(target, reset.at);
    }
    void ended(const watched_target& /*target*/, const outcome& /*outcome*/) override {}

private:
    void write();

    screen_settings settings_;
    surroundings with_;
    duration between_tables_;
    std::size_t columns_;  // of the terminal
    output_queue queue_;
    boost::asio::steady_timer next_;
    shown_targets shown_;
    bool written_ = false;  // tables stand above
};

}  // namespace tracerouter::run
