#pragma once

#include <cstdint>
#include <string>

#include "tracerouter/trace_result.hpp"

namespace tracerouter::report {

// What an answer tells beside who it is from and how long it took, each mark with a blank before it.

/// Labels, interfaces and extension objects of unknown kinds: " <MPLS:L=24003,E=0,S=1,T=1>".
[[nodiscard]] std::string extension_marks(const reply& answer);

/// What the way to the responder did to the probe: " <nat>", " <TOS:0x00>" where that is not `tos`, " <TTL:3>".
[[nodiscard]] std::string change_marks(const reply& answer, std::uint16_t tos);

/// Why this host itself refused probes of a hop, in one word: " <firewall>", " <no-route>" and so on. Empty: none.
[[nodiscard]] std::string refusal_mark(const hop_result& hop);

}  // namespace tracerouter::report
