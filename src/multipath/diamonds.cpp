#include "multipath/diamonds.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <span>

namespace tracerouter::multipath {

namespace {

struct degrees {
    int in = 0;
    int out = 0;
};

/// What lies side by side at one TTL.
struct hop {
    std::vector<std::uint32_t> vertices{};  // indexes
    bool per_packet = false;
    bool uneven = false;
};

/// The diamonds, hop by hop.
class finder {
public:
    explicit finder(const path_set& paths) : degrees_(paths.vertices.size()) {
        for (std::uint32_t index = 0; index < paths.vertices.size(); ++index) {
            const path_vertex& one = paths.vertices[index];
            hop& here = hops_[one.ttl];
            here.vertices.push_back(index);
            here.per_packet = here.per_packet || one.per_packet;
            here.uneven = here.uneven || is_uneven(one);
        }
        for (const path_link& one : paths.links) {
            ++degrees_[one.from].out;
            ++degrees_[one.to].in;
        }
    }

    std::vector<path_diamond> find() {
        std::vector<path_diamond> all;
        std::optional<path_diamond> open;
        const hop* before = nullptr;
        for (const auto& [ttl, here] : hops_) {
            const bool wide = here.vertices.size() > 1;
            if (wide && !open) {
                open.emplace();
                open->from_ttl = static_cast<std::uint16_t>(ttl - 1);
                if (before) add_ways(*open, *before);
            }
            if (open) open->length = static_cast<std::uint16_t>(ttl - open->from_ttl);
            if (wide) widen(*open, here, before);
            if (!wide && open) {
                open->to_ttl = ttl;
                all.push_back(*open);
                open.reset();
            }
            before = &here;
        }
        if (open) all.push_back(*open);
        return all;
    }

private:
    void widen(path_diamond& one, const hop& here, const hop* before) const {
        one.width = std::max(one.width, static_cast<std::uint16_t>(here.vertices.size()));
        add_ways(one, here);
        one.asymmetry = std::max({one.asymmetry, spread(here, &degrees::in), spread(here, &degrees::out)});
        if (before && before->vertices.size() > 1) one.meshed = one.meshed || is_meshed(*before, here);
    }

    static void add_ways(path_diamond& one, const hop& here) {
        one.per_packet = one.per_packet || here.per_packet;
        one.uneven = one.uneven || here.uneven;
    }

    // Of the hop that is not wider than the other, some vertex has several ways to the other: Vermeulen and others,
    // Multilevel MDA-Lite Paris Traceroute, IMC 2018.
    [[nodiscard]] bool is_meshed(const hop& before, const hop& here) const {
        const auto several = [this](const hop& of, int degrees::*side) {
            return std::ranges::any_of(of.vertices, [&](std::uint32_t one) { return degrees_[one].*side > 1; });
        };
        const std::size_t left = before.vertices.size();
        const std::size_t right = here.vertices.size();
        return (left <= right && several(here, &degrees::in)) || (left >= right && several(before, &degrees::out));
    }

    [[nodiscard]] std::uint16_t spread(const hop& here, int degrees::*side) const {
        const auto of = [&](std::uint32_t one) { return degrees_[one].*side; };
        const auto [least, most] = std::ranges::minmax(here.vertices, {}, of);
        return static_cast<std::uint16_t>(of(most) - of(least));
    }

    std::vector<degrees> degrees_;  // by index of the vertex
    std::map<std::uint16_t, hop> hops_;
};

}  // namespace

std::vector<path_diamond> diamonds_of(const path_set& paths) {
    return finder{paths}.find();
}

}  // namespace tracerouter::multipath
