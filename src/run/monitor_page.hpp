#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/encoder.hpp"
#include "host/page_file.hpp"
#include "report/monitor_formats.hpp"
#include "report/monitor_settings.hpp"
#include "report/sink.hpp"
#include "run/monitor_report.hpp"
#include "tracerouter/monitor_result.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::run {

/// The page of what is watched, in a format of whole pages, written anew again and again. It is written at once by
/// whoever calls: a page is a few hundred kilobytes at most, and round-trip times have the stamps of the kernel.
class monitor_page final : report::sink {
public:
    struct settings {
        const report::monitor_format& format;
        report::monitor_settings what;
        std::uint8_t hidden_hops = 0;
        std::string name;                                ///< of the file: says how it is compressed
        duration first_after = std::chrono::seconds{1};  ///< until the first page
        duration between = std::chrono::seconds{15};     ///< from one page to the next
    };

    /// \param on_error is called once with why a page could not be written
    monitor_page(const boost::asio::any_io_executor& executor, std::unique_ptr<host::page_file> file, settings chosen,
                 std::function<void(boost::system::error_code)> on_error);

    /// What the last page is given.
    [[nodiscard]] monitor_report& report() { return report_; }
    /// Begins to write pages.
    /// \param known all that is known of the targets at the moment; absent: the last page is being made, and no other
    /// is
    void start(std::function<std::optional<std::vector<monitor_result>>()> known);
    /// Writes no page any more but the one that finish() of the report makes.
    void stop() { next_.cancel(); }

private:
    boost::system::error_code write(std::string_view page) override;
    void wait(duration time);
    [[nodiscard]] bool write_page();

    settings settings_;
    std::unique_ptr<host::page_file> file_;
    monitor_report report_;
    boost::asio::steady_timer next_;
    std::function<std::optional<std::vector<monitor_result>>()> known_;
};

}  // namespace tracerouter::run
