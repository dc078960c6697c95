#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include "engine/hop_ttl.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// What a probe is sent for. Only those of a hop are part of its result.
enum class probe_purpose : std::uint8_t {
    hop,        ///< who is there: a query, or a retry of one
    distance,   ///< how far away the target is: sent with the highest TTL
    size,       ///< whether a packet of that size gets there: the MTU search
    path,       ///< where another flow goes: the search for all paths
    responder,  ///< which hop a responder is that does not say which probe it answers
};

/// Which probe of its trace: from 0 in the order in which they were handed out. `probe_ledger` has them.
enum class probe_index : std::uint16_t {};

[[nodiscard]] constexpr std::uint16_t value(probe_index index) {
    return static_cast<std::uint16_t>(index);
}

/// Which probe of its hop: first the queries, from 1, and behind them the retries. 0: it is of no hop.
class query_number {
public:
    constexpr query_number() = default;
    /// \param number 0 to 255
    constexpr explicit query_number(int number) : number_(static_cast<std::uint8_t>(number)) {}

    [[nodiscard]] constexpr std::uint8_t value() const { return number_; }
    /// The one behind it.
    [[nodiscard]] constexpr query_number next() const { return query_number{number_ + 1}; }

    friend constexpr auto operator<=>(query_number, query_number) = default;

private:
    std::uint8_t number_ = 0;
};

inline constexpr query_number first_query{1};

/// A probe that should be sent next.
struct probe_plan {
    hop_ttl ttl{};
    query_number query{};
    probe_purpose purpose = probe_purpose::hop;
    std::uint16_t size = 0;               ///< octets, if it is the purpose
    std::optional<std::uint16_t> flow{};  ///< absent: that of the round

    friend bool operator==(const probe_plan&, const probe_plan&) = default;
};

/// Where a probe stands. A probe that is not answered or refused when its hop is closed has expired then.
enum class probe_state : std::uint8_t {
    handed,     ///< given to the channel, not yet known to have left; its deadline does not run
    in_flight,  ///< left, and its deadline has not passed
    overdue,    ///< deadline passed; an answer is still taken while its hop is open
    answered,   ///< end: `answer` names the reply
    refused,    ///< end: the kernel did not send it
};

[[nodiscard]] constexpr bool under_way(probe_state state) {
    return state == probe_state::handed || state == probe_state::in_flight;
}

/// One probe of a trace.
struct probe_record {
    time_point sent_at;
    time_point received_at;
    std::uint16_t answer = 0;    ///< if answered: index of the reply
    std::uint16_t sequence = 0;  ///< as sent
    std::uint16_t size = 0;      ///< octets, if that is the purpose
    std::uint16_t flow = 0;      ///< the number of its flow
    hop_ttl ttl{};
    query_number query{};
    probe_purpose purpose : 4 = probe_purpose::hop;
    std::uint8_t asked_by : 4 = 0;  ///< the number of the strategy that planned it
    /// How often it was sent again, since it may not have left or its answer not have come in.
    std::uint8_t resent = 0;
    std::uint8_t checked = 0;  ///< how often its deadline has passed before it was known to have left
    bool unconfirmed = false;  ///< the kernel took it, and will say when it leaves
    probe_state state = probe_state::handed;
    stamp_source sent_stamp = stamp_source::process;

    [[nodiscard]] bool of_hop() const { return purpose == probe_purpose::hop; }
};
static_assert(sizeof(probe_record) <= 32, "a trace has some dozens, and there are thousands of traces");

}  // namespace tracerouter::engine
