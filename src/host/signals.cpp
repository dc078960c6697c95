#include "host/signals.hpp"

#include <pthread.h>

#include <csignal>
#include <utility>

namespace tracerouter::host {
namespace {

bool is_ignored(int number) {
    struct sigaction action {};
    return ::sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

void ignore(int number) noexcept {
    static_cast<void>(std::signal(number, SIG_IGN));
}

}  // namespace

void survive_signals() noexcept {
    ignore(SIGUSR1);
    ignore(SIGXFSZ);
}

/// Where Asio lets go of a signal its default action comes back, and a late question would kill.
run_signals::~run_signals() {
    sigset_t question;
    sigemptyset(&question);
    sigaddset(&question, SIGUSR1);
    ::pthread_sigmask(SIG_BLOCK, &question, nullptr);
    boost::system::error_code nothing_to_do_about_it;
    asking_.clear(nothing_to_do_about_it);
    ignore(SIGUSR1);
}

void run_signals::on_end(std::function<void()> end) {
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        if (!is_ignored(number)) ending_.add(number);
    }
    ending_.async_wait([this, end = std::move(end)](boost::system::error_code error, int) {
        if (error) return;
        ended();
        end();
    });
}

void run_signals::on_question(std::function<void()> tell) {
    asking_.add(SIGUSR1);
    wait_for_question(std::move(tell));
}

void run_signals::wait_for_question(std::function<void()> tell) {
    asking_.async_wait([this, tell = std::move(tell)](boost::system::error_code error, int) {
        if (error) return;
        tell();
        wait_for_question(tell);
    });
}

}  // namespace tracerouter::host
