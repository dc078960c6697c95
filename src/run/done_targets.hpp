#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <map>
#include <vector>

#include "run/done_set.hpp"
#include "run/outcome.hpp"

namespace tracerouter::run {

/// Notes which targets are done, so that a run that goes on from this one leaves them out. Where no run can go on,
/// nothing is noted and no target is done.
class done_targets {
public:
    /// `kept` says what earlier runs have done, and is kept up to date. Null: no run can go on.
    explicit done_targets(done_set* kept) : kept_{kept} {}

    /// Whether another run can go on from this one.
    [[nodiscard]] bool resumable() const noexcept { return kept_ != nullptr; }

    [[nodiscard]] bool contains(target_number target) const;

    /// Removes the addresses of a target that are done. The name may have others by now, which are traced, too.
    void remove_done(target_number target, std::vector<boost::asio::ip::address>& addresses) const;

    /// Says that a target has all these addresses, in the order of their numbers. Before any of them is done.
    void expect(target_number target, const std::vector<boost::asio::ip::address>& addresses);

    /// A trace is done. A target is done when all of its addresses are; until then those that are count alone.
    void add(trace_number number);

private:
    struct open_target {
        std::vector<boost::asio::ip::address> addresses;
        std::size_t left;  ///< that are not done
    };

    done_set* kept_;
    std::map<target_number, open_target> open_;  ///< of which several addresses are traced
};

}  // namespace tracerouter::run
