#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/engine.hpp"
#include "tracerouter/trace_options.hpp"
#include "wire.hpp"

namespace tracerouter::engine::test {

using namespace std::chrono_literals;

inline constexpr const char* usual_target = "198.18.10.1";

/// A probe as it was handed to the channel.
struct handed_probe {
    probe_key key{};
    sim::octets bytes;
    sim::seen_probe seen;
};

/// An engine and what has come out of it, driven by hand. Time stands at `now` until a test moves it.
class engine_rig {
public:
    explicit engine_rig(const engine_config& config = {.secret = 1, .first_identifier = 0x5000, .first_sequence = 7});

    trace_id start(std::string_view target, const trace_options& options = {}, bool announce_hops = false);
    /// The target is a neighbour.
    trace_id start_direct(std::string_view target, const trace_options& options = {});
    /// Takes what the engine wants to send, without saying that it has left.
    std::vector<handed_probe> hand_out();
    /// Takes it and lets it leave.
    std::vector<handed_probe> send();
    void sent(const handed_probe& probe, stamp_source source = stamp_source::process);
    void receive(const sim::octets& datagram, stamp_source source = stamp_source::process);
    void pass(duration time);
    void cancel(trace_id trace) { engine.cancel(trace, now); }
    /// By default for a reason that stays.
    void refuse(const handed_probe& probe, boost::system::errc::errc_t reason = boost::system::errc::permission_denied);

    std::vector<event> events();
    /// The results among the events, which must be no others.
    std::vector<trace_result> results();

    time_point now;
    bool announce_probes = false;  // of the traces started from now on
    bool stays = false;            // the same
    bool watches = false;          // the same
    std::uint8_t flows = 1;        // the same
    tracerouter::engine::engine engine;
};

/// Puts a new one in its place.
inline void begin_anew(tracerouter::engine::engine& engine, const engine_config& config, time_point now) {
    std::destroy_at(&engine);
    std::construct_at(&engine, config, now);
}

[[nodiscard]] sim::octets expired(const handed_probe& probe, std::string_view router);
/// Our own kernel gives it up: its next hop does not answer at its link address.
[[nodiscard]] sim::octets given_up(const handed_probe& probe);
[[nodiscard]] sim::octets arrived(const handed_probe& probe, std::string_view responder);

}  // namespace tracerouter::engine::test
