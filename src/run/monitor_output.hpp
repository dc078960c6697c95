#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/error_code.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "host/file_sink.hpp"
#include "report/facts.hpp"
#include "report/monitor_formats.hpp"
#include "report/monitor_settings.hpp"
#include "run/config.hpp"
#include "run/monitor_report.hpp"
#include "run/output_queue.hpp"

namespace tracerouter::run {

/// The format that was chosen or, if none was: events of rounds without end, else the report, as of a session.
[[nodiscard]] const report::monitor_format& monitor_format_of(const monitor_config& config);

/// Whether what is watched is written as a page that is replaced again and again: rounds without end, a format of whole
/// pages, and a file.
[[nodiscard]] bool is_page_wanted(const config& config);

/// Whether targets are shown on the terminal, if that can be done: nothing else is asked for.
[[nodiscard]] bool is_view_wanted(const config& config);

/// The format in which sessions are recorded.
[[nodiscard]] const report::monitor_format& session_format();

/// What the formats are told.
[[nodiscard]] report::monitor_settings monitor_settings_of(const config& config, const report::fact_lookup& facts);

/// A file, or standard output, and what is written there of what is watched, in one format.
class monitor_output {
public:
    /// \param name of the file: says how it is compressed
    /// \param on_error is called once with why something could not be written
    monitor_output(const boost::asio::any_io_executor& executor, std::unique_ptr<host::file_sink> file,
                   const std::string& name, const report::monitor_format& format,
                   const report::monitor_settings& settings, std::uint8_t hidden_hops,
                   std::function<void(boost::system::error_code)> on_error);

    [[nodiscard]] monitor_report& report() { return report_; }
    /// Waits until all is written, and tells why it is not.
    boost::system::error_code close() { return queue_.close(); }

private:
    output_queue queue_;
    monitor_report report_;
};

}  // namespace tracerouter::run
