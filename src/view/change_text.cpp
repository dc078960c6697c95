#include "view/change_text.hpp"

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <type_traits>
#include <variant>

#include "view/figures.hpp"
#include "view/host_text.hpp"

namespace tracerouter::view {
namespace {

std::string probes_lost(std::uint64_t count) {
    return std::to_string(count) + (count == 1 ? " probe" : " probes") + " lost";
}

/// Says each kind of event.
struct sentence {
    const model& seen;
    const screen_state& state;

    [[nodiscard]] std::string move(const boost::asio::ip::address& before, const boost::asio::ip::address& after,
                                   std::uint16_t ttl) const {
        return " at hop " + std::to_string(ttl) + ": " + host_text(before, ttl, seen, state) + " -> " +
               host_text(after, ttl, seen, state);
    }

    std::string operator()(const path_change& event) const {
        return "path of flow " + std::to_string(event.flow) + " changed" + move(event.before, event.after, event.ttl);
    }
    std::string operator()(const balance_change& event) const {
        return "flow " + std::to_string(event.flow) + " balanced anew" + move(event.before, event.after, event.ttl);
    }
    std::string operator()(const length_change& event) const {
        return "distance of the target by flow " + std::to_string(event.flow) + ": " + std::to_string(event.before) +
               " -> " + std::to_string(event.after);
    }
    std::string operator()(const loss_burst& event) const {
        return probes_lost(event.lost) + " on the way to the target in " + seconds_text(event.lasted) + " s";
    }
    std::string operator()(const outage& event) const {
        return "outage: the target does not answer, " + probes_lost(event.lost);
    }
    std::string operator()(const recovery& event) const {
        return "the target answers again after " + seconds_text(event.lasted) + " s, " + probes_lost(event.lost);
    }
};

struct word {
    std::string operator()(const path_change&) const { return "path"; }
    std::string operator()(const length_change&) const { return "length"; }
    std::string operator()(const balance_change&) const { return "balance"; }
    std::string operator()(const loss_burst&) const { return "burst"; }
    std::string operator()(const outage&) const { return "outage"; }
    std::string operator()(const recovery&) const { return "recovery"; }
};

}  // namespace

std::chrono::system_clock::time_point time_of(const monitor_event& event) {
    return std::visit(
        [](const auto& one) {
            if constexpr (std::is_same_v<std::decay_t<decltype(one)>, loss_burst>) {
                return one.from;
            } else {
                return one.at;
            }
        },
        event);
}

std::optional<std::uint16_t> ttl_of(const monitor_event& event) {
    if (const auto* const path = std::get_if<path_change>(&event)) return path->ttl;
    if (const auto* const balance = std::get_if<balance_change>(&event)) return balance->ttl;
    return std::nullopt;
}

std::string word_of(const monitor_event& event) {
    return std::visit(word{}, event);
}

std::string change_text(const monitor_event& event, const model& seen, const screen_state& state) {
    return time_of_day(time_of(event)) + ' ' + std::visit(sentence{seen, state}, event);
}

}  // namespace tracerouter::view
