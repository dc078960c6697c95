#pragma once

namespace tracerouter::net {

/// Whether this program has a network of its own, with all rights to it and a loopback device only: tests that need
/// rights run there, and what they send stays there. It moves there before the first test, where the kernel allows it.
[[nodiscard]] bool in_private_network();

}  // namespace tracerouter::net
