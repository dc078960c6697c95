#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/address_hash.hpp"
#include "engine/number_table.hpp"

namespace tracerouter::engine {

/// Which active traces go to a target: chains of slots, the youngest first, by a hash of the target that is keyed, so
/// that nobody can choose targets that share one.
class target_index {
public:
    explicit target_index(std::uint64_t secret) : secret_(secret) {}

    void add(std::uint16_t slot, const boost::asio::ip::address& target) {
        const std::uint16_t chain = chain_of(target);
        const std::uint16_t next = first_.find(chain).value_or(nobody);
        if (slot >= links_.size()) links_.resize(std::size_t{slot} + 1);
        links_[slot] = {nobody, next};
        if (next != nobody) links_[next].before = slot;
        first_.put(chain, slot);
    }

    void remove(std::uint16_t slot, const boost::asio::ip::address& target) {
        const auto [before, next] = links_[slot];
        if (next != nobody) links_[next].before = before;
        if (before != nobody) {
            links_[before].next = next;
        } else if (next != nobody) {
            first_.put(chain_of(target), next);
        } else {
            first_.erase(chain_of(target));
        }
    }

    /// Calls `visit` with slots of traces to that target, and perhaps to some others; with no more than `most`.
    template <class Visit>
    void visit(const boost::asio::ip::address& target, int most, Visit visit) const {
        for (std::uint16_t slot = first_.find(chain_of(target)).value_or(nobody); slot != nobody && most > 0; --most) {
            visit(slot);
            slot = links_[slot].next;
        }
    }

private:
    static constexpr std::uint16_t nobody = UINT16_MAX;

    struct link {
        std::uint16_t before = nobody;
        std::uint16_t next = nobody;
    };

    [[nodiscard]] std::uint16_t chain_of(const boost::asio::ip::address& target) const {
        return static_cast<std::uint16_t>(hash_of(target, secret_));
    }

    std::uint64_t secret_;
    number_table first_;       // of each chain
    std::vector<link> links_;  // by slot, as far as they have been used
};

}  // namespace tracerouter::engine
