#include "host/program_log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <cstdio>
#include <utility>

#include "report/escape.hpp"

namespace tracerouter::host {
namespace {

spdlog::level::level_enum spdlog_level(log_level level) {
    switch (level) {
        case log_level::trace: return spdlog::level::trace;
        case log_level::debug: return spdlog::level::debug;
        case log_level::info: return spdlog::level::info;
        case log_level::warn: return spdlog::level::warn;
        case log_level::error: return spdlog::level::err;
    }
    return spdlog::level::err;
}

spdlog::sink_ptr standard_error() {
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_st>();
    sink->set_pattern("tracerouter: %l: %v");
    return sink;
}

spdlog::sink_ptr open_sink(const std::string& file) {
    if (file.empty()) return standard_error();
    try {
        auto sink = std::make_shared<spdlog::sinks::basic_file_sink_st>(file);
        sink->set_pattern("%Y-%m-%dT%H:%M:%S.%f%z %l %v");
        return sink;
    } catch (const spdlog::spdlog_ex& error) {
        complain(std::string{error.what()} + "; logging to standard error instead");
        return standard_error();
    }
}

std::unique_ptr<spdlog::logger> make_logger(const std::string& file) {
    auto logger = std::make_unique<spdlog::logger>("tracerouter", open_sink(file));
    logger->set_level(spdlog::level::trace);
    logger->flush_on(spdlog::level::trace);
    return logger;
}

}  // namespace

program_log::program_log(log_level least, const std::string& file) : least_{least}, to_file_{!file.empty()} {
    if (!file.empty()) logger_ = make_logger(file);
}

program_log::~program_log() = default;

void program_log::write(log_level level, std::string_view message) {
    if (level < least_) return;
    if (diverted_ && !to_file_) return diverted_(message);
    if (!logger_) logger_ = make_logger({});
    logger_->log(spdlog_level(level), report::escape(message));
}

log_callback program_log::callback() {
    return [this](log_level level, std::string_view message) { write(level, message); };
}

void complain(std::string_view message) {
    const auto line = "tracerouter: " + report::escape(message) + '\n';
    std::fputs(line.c_str(), stderr);
}

}  // namespace tracerouter::host
