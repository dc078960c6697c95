#pragma once

#include <cstdint>
#include <span>

namespace tracerouter::host {

/// System calls by their numbers on this machine. On machines with other numbers than those of x86-64, ARM64 and
/// RISC-V all are empty.
struct call_table {
    std::uint32_t machine;  ///< AUDIT_ARCH_*, or 0: none of the three
    /// The last call that the lists know of, set_mempolicy_home_node of Linux 5.17.
    std::uint32_t newest;
    std::span<const std::uint32_t> allowed;  ///< whatever their arguments
    /// Those that change files by their names, which Landlock would refuse.
    std::span<const std::uint32_t> naming;
    /// Those of them by which a file of the same folder takes the place of another.
    std::span<const std::uint32_t> replacing;
};

/// The lists for the machine that this was built for.
[[nodiscard]] const call_table& calls_of_this_machine();

}  // namespace tracerouter::host
