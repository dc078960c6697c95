#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <functional>

namespace tracerouter::host {

/// To be called first of all: from now on a question that comes early (SIGUSR1) and a file that may not grow (SIGXFSZ)
/// do not kill. The latter is an error of write() then.
void survive_signals() noexcept;

/// The signals that a run listens to. It takes the descriptors that it needs when it is made, before anything is opened
/// for writing, and changes nothing before it is told to.
class run_signals {
public:
    explicit run_signals(boost::asio::io_context& context) : ending_{context}, asking_{context} {}
    ~run_signals();
    run_signals(const run_signals&) = delete;
    run_signals& operator=(const run_signals&) = delete;

    /// The first of SIGINT, SIGTERM and SIGHUP ends the run in good order; the next one finds the default action, and
    /// kills. Those that whoever started us ignores (nohup, a job in the background of a script) stay ignored.
    void on_end(std::function<void()> end);

    /// SIGUSR1 asks how far we are.
    void on_question(std::function<void()> tell);

    /// Nothing is left that could end in good order.
    void ended() { ending_.clear(); }

private:
    void wait_for_question(std::function<void()> tell);

    boost::asio::signal_set ending_;
    boost::asio::signal_set asking_;
};

}  // namespace tracerouter::host
