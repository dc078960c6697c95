#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "report/progress.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::run {

/// Shows on standard error how far the run has come: in one line that is drawn again and again where that is a
/// terminal, otherwise in a line now and then. Silent while targets are few, and where nobody wants it.
class progress_meter {
public:
    struct settings {
        bool wanted = false;
        bool redraw = false;              ///< on a terminal
        std::optional<duration> lines{};  ///< besides, a whole line that often
    };
    using look = std::function<report::progress()>;
    using writer = std::function<void(std::string_view)>;

    /// `write` puts text on standard error as it is.
    progress_meter(const boost::asio::any_io_executor& executor, settings chosen, writer write);

    /// `now` tells how far the run is.
    void start(look now);

    /// Whether anything will be shown by itself.
    [[nodiscard]] bool wanted() const { return settings_.wanted || settings_.lines; }

    /// A whole line at once, whatever was wanted. Only after the start.
    void show();

    /// Takes the line away, so that something else can be written.
    void clear();

    /// The summary, if there were many targets and anybody wants it.
    void finish();

private:
    void redraw();
    void add_lines();
    void write_line(const std::string& line);

    settings settings_;
    writer write_;
    look now_;
    boost::asio::steady_timer redraw_timer_;
    boost::asio::steady_timer line_timer_;
    report::progress at_redraw_;
    report::progress at_line_;
    bool drawn_ = false;
};

}  // namespace tracerouter::run
