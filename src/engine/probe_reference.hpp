#pragma once

#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstdint>
#include <optional>

#include "engine/trace_setup.hpp"
#include "packet/answer.hpp"
#include "tracerouter/trace_options.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

/// What a field, or several together, say about the probe.
struct identity_hint {
    std::uint16_t sequence = 0;           ///< which probe of its trace
    std::optional<std::uint16_t> cookie;  ///< absent where the field has none beside it
    bool translated = false;              ///< it stands only if a translator has changed another field

    friend bool operator==(const identity_hint&, const identity_hint&) = default;
};

/// Which probe a datagram claims to answer, in terms every protocol has. Nothing of it is believed yet.
struct probe_reference {
    tracerouter::protocol protocol{};
    std::optional<std::uint16_t> identifier;              ///< which trace; absent where the kernel keeps it back
    std::optional<boost::asio::ip::address> destination;  ///< of the probe, if it is quoted
    boost::asio::ip::address responder;
    std::optional<std::uint16_t> port;                  ///< whence a segment comes, which is where the probe went
    std::optional<std::size_t> echoed_size;             ///< octets of an echo reply: nothing is quoted
    bool expired = false;                               ///< the responder is a router that the probe has passed
    const packet::quoted_datagram* quoted = nullptr;    ///< of an error, inside the answer
    std::array<std::optional<identity_hint>, 3> hints;  ///< the best first
    bool unmarked = false;  ///< if no hint holds, it may be about any probe to that destination
};

/// What `answer` claims; nothing if it quotes no probe that could be ours.
[[nodiscard]] std::optional<probe_reference> reference_of(const packet::answer& answer);

/// Whether what is said can be about this flow of a trace, and the responder be who says it: all that is there is
/// right, but perhaps the port where a quoted probe went. What is echoed need not be whole.
[[nodiscard]] bool concerns(const probe_reference& reference, const identity_hint& said, const trace_setup& setup,
                            const flow& flow);

/// Whether the responder may be where it seems to be.
[[nodiscard]] bool can_be_there(const probe_reference& reference, const trace_setup& setup);

/// Link-local addresses come with a scope from some sources and without from others.
[[nodiscard]] bool same_host(const boost::asio::ip::address& one, const boost::asio::ip::address& other);

/// The port that a quoted probe of UDP or TCP went to.
[[nodiscard]] std::optional<std::uint16_t> quoted_port(const probe_reference& reference);

/// The reply of that trace as the user sees it. `nat` is left to the one who has matched it.
/// \param extension_room octets of extensions that the trace still takes
[[nodiscard]] reply reply_of(const packet::answer& answer, const trace_setup& setup, std::size_t extension_room);

}  // namespace tracerouter::engine
