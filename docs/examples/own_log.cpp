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

int main(int, char* arguments[]) {
    logger log;
    boost::asio::io_context context;
    tracerouter::tracer_options options;
    options.unprivileged = true;
    options.log = [&log](tracerouter::log_level level, std::string_view message) {
        log.write(to_string(level), message);
    };
    auto tracer = tracerouter::tracer::open(context.get_executor(), options).value();
    tracer.async_trace(boost::asio::ip::make_address(arguments[1]), [](auto, const auto&) {});
    context.run();
}
