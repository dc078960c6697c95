#include "engine/silent_router.hpp"

#include <utility>

namespace tracerouter::engine {

void silent_router::given_up(time_point sent_at, time_point now) {
    if (!since_) since_ = sent_at;
    last_given_up_ = now;
}

void silent_router::heard(std::size_t router, time_point now) {
    last_heard_ = now;
    if (router >= heard_.size()) heard_.resize(router + 1);
    heard_[router] = true;
}

time_point silent_router::end() {
    waited_in_vain_ = false;
    return *std::exchange(since_, std::nullopt);
}

bool silent_router::worth_waiting(std::size_t router, std::size_t traces, time_point now) {
    const auto reason = boost::system::errc::make_error_code(boost::system::errc::host_unreachable);
    const duration waited = now - since_.value_or(now);
    waited_in_vain_ = waited_in_vain_ || host_patience::ends(waited, traces, heard_through(router), reason);
    return !waited_in_vain_;
}

}  // namespace tracerouter::engine
