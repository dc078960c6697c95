#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "encounter.hpp"
#include "generated.hpp"
#include "probe.hpp"
#include "random.hpp"
#include "scenario.hpp"

namespace lab {

/// The network of a scenario: knows whom a probe meets. Pure but for the random source of per-packet choices.
class internet {
public:
    explicit internet(scenario plan);

    internet(const internet&) = delete;
    internet& operator=(const internet&) = delete;

    encounter meet(const probe& datagram, random_source& random) const;

    const scenario& plan() const { return plan_; }
    const destination* find(address target) const;
    const generated_internet* generated() const { return generated_ ? &*generated_ : nullptr; }

private:
    void add_router_destinations();
    void index_destinations();
    encounter walk(const destination& target, const probe& datagram, random_source& random) const;
    std::optional<encounter> stopped_at(const path_node& here, const probe& datagram, unsigned position,
                                        const rewrite& seen) const;
    encounter at_router(encounter::event what, const router& here, unsigned position, const rewrite& seen) const;

    scenario plan_;
    std::optional<generated_internet> generated_;
    std::unordered_map<address, std::uint32_t> hosts_;
    std::vector<std::uint32_t> networks_;  // longest prefix first
};

}  // namespace lab
