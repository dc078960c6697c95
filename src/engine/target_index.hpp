#pragma once

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/address_hash.hpp"

namespace tracerouter::engine {

/// Which active traces go to a target: chains of slots, the youngest first, by a hash of the target that is keyed, so
/// that nobody can choose targets that share one.
class target_index {
public:
    target_index(std::size_t capacity, std::uint64_t secret)
        : secret_(secret), first_(std::bit_ceil(capacity), nobody), links_(capacity) {}

    void add(std::uint16_t slot, const boost::asio::ip::address& target) {
        std::uint16_t& first = first_[chain_of(target)];
        links_[slot] = {nobody, first};
        if (first != nobody) links_[first].before = slot;
        first = slot;
    }

    void remove(std::uint16_t slot, const boost::asio::ip::address& target) {
        const auto [before, next] = links_[slot];
        (before == nobody ? first_[chain_of(target)] : links_[before].next) = next;
        if (next != nobody) links_[next].before = before;
    }

    /// Calls `visit` with slots of traces to that target, and perhaps to some others; with no more than `most`.
    template <class Visit>
    void visit(const boost::asio::ip::address& target, int most, Visit visit) const {
        for (std::uint16_t slot = first_[chain_of(target)]; slot != nobody && most > 0; --most) {
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

    [[nodiscard]] std::size_t chain_of(const boost::asio::ip::address& target) const {
        return hash_of(target, secret_) & (first_.size() - 1);
    }

    std::uint64_t secret_;
    std::vector<std::uint16_t> first_;  // of each chain; a power of two
    std::vector<link> links_;           // by slot
};

}  // namespace tracerouter::engine
