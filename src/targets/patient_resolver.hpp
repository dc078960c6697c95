#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "targets/resolver.hpp"

namespace tracerouter::targets {

/// Another resolver that is given time to come back. Where it cannot be asked (EAI_AGAIN), which is also what it says
/// of single names whose servers fail, the name is asked for again once another one is answered. When all have failed
/// for some time it is tried again with growing pauses. Few names are not worth that: they get their error at once.
class patient_resolver final : public resolver {
public:
    using clock = std::chrono::steady_clock;

    /// With as many names the resolver is waited for...
    static constexpr std::size_t many = 8;
    /// ... this long if it has answered before,
    static constexpr clock::duration patience = std::chrono::minutes{1};
    /// and this long if it has not.
    static constexpr clock::duration patience_at_first = std::chrono::seconds{15};

    /// \param tell is told once each time that it has to be waited for
    patient_resolver(const boost::asio::any_io_executor& executor, resolver& asked,
                     std::function<void(std::string_view)> tell);

    void async_resolve(const std::string& name, handler on_end) override;

private:
    struct question {
        std::string name;
        handler on_end;
        unsigned failures = 0;
    };

    void ask(question next);
    void answered(question of, boost::system::error_code error, std::vector<boost::asio::ip::address> addresses);
    void ask_all_again();
    void wait();
    void give_up();

    resolver& asked_;
    std::function<void(std::string_view)> tell_;
    boost::asio::steady_timer timer_;
    std::deque<question> unanswered_;
    std::size_t asking_ = 0;
    bool answered_before_ = false;
    bool waits_ = false;
    bool in_vain_ = false;  // until it answers
    clock::time_point since_;
    clock::duration pause_{};
};

}  // namespace tracerouter::targets
