#include "targets/patient_resolver.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace tracerouter::targets {

using boost::asio::ip::address;
using boost::system::error_code;

namespace {

error_code again() {
    return boost::asio::error::host_not_found_try_again;
}

/// A name that fails so often while others are answered has servers that fail.
constexpr unsigned most_failures = 3;

constexpr patient_resolver::clock::duration first_pause = std::chrono::milliseconds{500};
constexpr patient_resolver::clock::duration longest_pause = std::chrono::seconds{4};

}  // namespace

patient_resolver::patient_resolver(const boost::asio::any_io_executor& executor, resolver& asked,
                                   std::function<void(std::string_view)> tell)
    : asked_{asked}, tell_{std::move(tell)}, timer_{executor} {}

void patient_resolver::async_resolve(const std::string& name, handler on_end) {
    ask({name, std::move(on_end)});
}

void patient_resolver::ask(question next) {
    ++asking_;
    // Kept apart, since the name is read while the question moves.
    auto kept = std::make_shared<question>(std::move(next));
    asked_.async_resolve(kept->name, [this, kept](error_code error, std::vector<address> addresses) {
        answered(std::move(*kept), error, std::move(addresses));
    });
}

void patient_resolver::answered(question of, error_code error, std::vector<address> addresses) {
    --asking_;
    if (error == again() && !in_vain_ && ++of.failures < most_failures) {
        unanswered_.push_back(std::move(of));
    } else {
        if (error != again()) {
            answered_before_ = true;
            in_vain_ = waits_ = false;
        }
        std::move(of.on_end)(error, std::move(addresses));
        if (error != again()) return ask_all_again();
    }
    if (asking_ == 0 && !unanswered_.empty()) wait();
}

void patient_resolver::ask_all_again() {
    for (auto& one : std::exchange(unanswered_, {})) ask(std::move(one));
}

// Then the first of them is tried, for all.
void patient_resolver::wait() {
    const auto now = clock::now();
    if (!std::exchange(waits_, true)) {
        since_ = now;
        pause_ = first_pause;
        if (unanswered_.size() < many) return give_up();
        tell_("names cannot be looked up (" + again().message() + "): waiting for the resolver");
    }
    if (now - since_ >= (answered_before_ ? patience : patience_at_first)) return give_up();
    timer_.expires_after(pause_);
    pause_ = std::min(2 * pause_, longest_pause);
    timer_.async_wait([this](error_code cancelled) {
        if (cancelled || unanswered_.empty()) return;
        auto first = std::move(unanswered_.front());
        unanswered_.pop_front();
        first.failures = 0;
        ask(std::move(first));
    });
}

void patient_resolver::give_up() {
    waits_ = false;
    in_vain_ = unanswered_.size() >= many;
    for (auto& one : std::exchange(unanswered_, {})) std::move(one.on_end)(again(), std::vector<address>{});
}

}  // namespace tracerouter::targets
