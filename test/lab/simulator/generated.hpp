#pragma once

#include <vector>

#include "encounter.hpp"
#include "probe.hpp"

namespace lab {

/// An internet that is a function of the destination's address and holds no state for it. The routers of position p
/// form a layer; destinations that agree in the address bits that the layer tells apart have the same router there, so
/// that all paths together form a tree. Addresses of routers are dense in their space, so each one can be probed as a
/// destination too.
class generated_internet {
public:
    generated_internet(const generated_plan& plan, std::uint64_t seed);

    bool knows(address target) const;
    encounter meet(const probe& datagram) const;

    unsigned length(address target) const;
    std::vector<encounter> possible_at(address target, unsigned position) const;
    std::uint64_t router_count() const;

private:
    struct layer {
        std::uint64_t offset;  // of its first router in the space
        std::uint64_t keys;    // groups of destinations told apart
        unsigned shift;        // destination number to key
        unsigned width;        // equal-cost routers for each key
    };
    struct way {
        std::uint64_t number;  // of the destination, or of the first one behind the router that is the target
        unsigned length;
        bool to_router;
    };

    void add_layer(unsigned position);
    bool is_destination(address target) const;
    bool is_router(address target) const;
    way way_to(address target) const;
    way way_to_router(address target) const;
    encounter router_at(const way& route, unsigned position, std::uint64_t choice) const;
    encounter end_of(const way& route, address target) const;
    /// Who answers for a destination.
    address speaker_of(std::uint64_t number) const;

    generated_plan plan_;
    manners silent_router_;
    manners dead_destination_;
    std::uint64_t seed_;
    std::vector<layer> layers_;  // [p - 1]
};

}  // namespace lab
