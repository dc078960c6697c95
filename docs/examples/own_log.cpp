// own_log TARGET: what the library has to say goes to the log of your program.
#include <boost/asio/io_context.hpp>
#include <iostream>
#include <string_view>
#include <tracerouter/tracerouter.hpp>

// Stands for the logger that you have.
class logger {
public:
    void write(std::string_view severity, std::string_view message) {
        std::clog << '[' << severity << "] " << message << '\n';
    }
};

std::string_view severity_of(tracerouter::log_level level) {
    switch (level) {
        case tracerouter::log_level::trace:
        case tracerouter::log_level::debug: return "debug";
        case tracerouter::log_level::info: return "info";
        case tracerouter::log_level::warn: return "warning";
        case tracerouter::log_level::error: return "error";
    }
    return "unknown";
}

int main(int, char* arguments[]) {
    logger log;
    boost::asio::io_context context;
    const auto write = [&log](tracerouter::log_level level, std::string_view message) {
        log.write(severity_of(level), message);
    };
    auto tracer = tracerouter::tracer::open(context.get_executor(), {.unprivileged = true, .log = write}).value();
    tracer.async_trace({.target = boost::asio::ip::make_address(arguments[1])}, [](auto, const auto&) {});
    context.run();
}
