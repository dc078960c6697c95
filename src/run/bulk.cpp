#include "run/bulk.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <variant>

namespace tracerouter::run {
namespace {

// Of an IPv4 address and the end of its line. Names are longer, which is as good: they take time to look up.
constexpr std::uintmax_t octets_per_line = 14;

/// What is no file, or not yet there, may be as long as it likes.
std::size_t lines_of(const std::string& path) {
    std::error_code unknown;
    const std::uintmax_t size = std::filesystem::file_size(path, unknown);
    return unknown ? bulk_targets
                   : static_cast<std::size_t>(std::min<std::uintmax_t>(size / octets_per_line, bulk_targets));
}

/// Addresses of a target, up to bulk_targets.
std::size_t addresses_of(const targets::target_spec& spec) {
    const auto* block = std::get_if<targets::prefix>(&spec);
    if (!block) return 1;
    const unsigned bits = block->first().is_v4() ? 32 : 128;
    std::size_t count = 1;
    for (unsigned host_bits = 0; count < bulk_targets; ++host_bits, count *= 2) {
        if (targets::prefix{block->first(), bits - host_bits}.contains(*block)) return count;
    }
    return bulk_targets;
}

}  // namespace

bool gains_by_bulk(const config& config) {
    if (config.trace.packet_size.value_or(0) > max_bulk_packet_size || config.trace.path_mtu || config.paths) {
        return false;
    }
    std::size_t targets = 0;
    for (const auto& target : config.targets) targets += addresses_of(target.spec);
    for (const std::string& path : config.lists) targets += lines_of(path);
    return targets >= bulk_targets;
}

}  // namespace tracerouter::run
