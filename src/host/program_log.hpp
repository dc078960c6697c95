#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "tracerouter/log.hpp"

namespace spdlog {
class logger;
}

namespace tracerouter::host {

/// The log of the program, kept by spdlog. A file is opened at once, for later the right to do so may be gone;
/// nothing else is set up before there is something to log.
class program_log {
public:
    /// Logs what is at least as grave as `least`, to a file or, if its name is empty, to standard error.
    program_log(log_level least, const std::string& file);
    ~program_log();
    program_log(const program_log&) = delete;
    program_log& operator=(const program_log&) = delete;

    void write(log_level level, std::string_view message);

    /// Lines for standard error go there instead, while it is set: a live view has the terminal.
    void divert(std::function<void(std::string_view)> take) { diverted_ = std::move(take); }

    /// For the library. Must not outlive this.
    [[nodiscard]] log_callback callback();

private:
    log_level least_;
    std::unique_ptr<spdlog::logger> logger_;
    bool to_file_ = false;
    std::function<void(std::string_view)> diverted_;
};

/// Tells the user what is wrong, whatever the log level: one line on standard error, made harmless for terminals.
void complain(std::string_view message);

}  // namespace tracerouter::host
