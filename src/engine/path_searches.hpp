#pragma once

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/path_limits.hpp"
#include "engine/trace_setup.hpp"
#include "multipath/shared_ways.hpp"

namespace tracerouter::engine {

/// What the searches for paths of one engine know together.
class path_searches {
public:
    /// \param secret that nobody knows who could choose addresses
    explicit path_searches(std::uint64_t secret) : limits(secret) {}

    /// Those that may take over from each other send the same probes the same way; absent: there are too many kinds.
    [[nodiscard]] std::optional<multipath::shared_ways::kind> kind_of(const trace_setup& setup) {
        constexpr std::size_t most_kinds = 256;
        const kind wanted{setup.options, setup.source, setup.egress, setup.direct};
        const auto known = std::ranges::find(kinds_, wanted);
        const auto number = static_cast<multipath::shared_ways::kind>(known - kinds_.begin());
        if (known != kinds_.end()) return number;
        if (kinds_.size() == most_kinds) return std::nullopt;
        kinds_.push_back(wanted);
        return number;
    }

    path_limits limits;
    multipath::shared_ways ways;

private:
    struct kind {
        trace_options options;
        boost::asio::ip::address source;
        std::uint32_t egress = 0;
        bool direct = false;

        friend bool operator==(const kind&, const kind&) = default;
    };

    std::vector<kind> kinds_;
};

}  // namespace tracerouter::engine
