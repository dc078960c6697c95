#pragma once

#include <boost/system/error_code.hpp>

#include <cstdint>
#include <functional>
#include <memory>

#include "report/monitor_reporter.hpp"
#include "run/watched_target.hpp"

namespace tracerouter::run {

/// Writes what is told of watched targets in one format. After an error nothing more is written.
class monitor_report final : public watch_observer {
public:
    struct settings {
        bool wants_probes = false;     ///< the format has a use for single probes
        std::uint8_t hidden_hops = 0;  ///< lower TTLs are not reported, and no source
    };

    /// \param on_error is called once with why something could not be written
    monitor_report(std::unique_ptr<report::monitor_reporter> format, settings chosen,
                   std::function<void(boost::system::error_code)> on_error);

    void began(const watched_target& target) override;
    void seen(const watched_target& target, const probe_observation& probe) override;
    void happened(const watched_target& target, const monitor_event& event) override;
    void was_reset(const watched_target& target, const report::monitor_reset& reset) override;
    void ended(const watched_target& target, const outcome& outcome) override;
    /// All that is known of a target.
    void summary(monitor_result result);
    /// The last call.
    void finish();
    /// It has been written, or could not be.
    void note_write(boost::system::error_code error);

private:
    std::unique_ptr<report::monitor_reporter> format_;
    settings settings_;
    std::function<void(boost::system::error_code)> on_error_;
    bool failed_ = false;
};

}  // namespace tracerouter::run
