#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "engine/mtu_search.hpp"
#include "engine/strategy.hpp"

namespace tracerouter::engine {

/// Sends the probes of the search for the path MTU (`mtu_search`), which begins when the hops are known.
class size_search final : public strategy {
public:
    /// \param answering hops that answer, by growing TTL
    void begin(std::span<const hop_ttl> answering, const trace_setup& setup);
    [[nodiscard]] bool begun() const { return search_.has_value(); }
    /// The path MTU up to a hop, if it was found.
    [[nodiscard]] std::optional<std::uint16_t> mtu_to(hop_ttl ttl) const {
        return search_ ? search_->mtu_to(ttl) : std::nullopt;
    }

    [[nodiscard]] std::optional<probe_plan> peek(hop_ttl end) const override;
    void take(const probe_plan& plan, hop_ttl end) override;
    [[nodiscard]] bool finished() const override { return search_ && search_->done(); }
    [[nodiscard]] duration patience(const path_map& path) const override {
        return patience_with_sizes(path.evidence(), path.setup().options, *path.setup().numbers);
    }
    void answered(const probe_record& probe, const reply& answer, const path_map& path) override;
    void overdue(const probe_record& probe) override { search_->lost({probe.ttl, probe.size}); }
    void refused(const probe_record& probe) override {
        search_->too_big({probe.ttl, probe.size}, std::nullopt, std::nullopt);
    }

private:
    std::optional<mtu_search> search_;
};

}  // namespace tracerouter::engine
