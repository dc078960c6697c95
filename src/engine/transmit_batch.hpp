#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tracerouter/datagram.hpp"

namespace tracerouter::engine {

/// Datagrams on their way from the engine to the channel, with the octets they consist of. Reused for ever, so that
/// sending allocates nothing.
class transmit_batch {
public:
    /// Enough to make the system call cheap per probe, few enough that replies are read between two batches.
    static constexpr std::size_t capacity = 64;

    [[nodiscard]] bool empty() const { return first_ == items_.size(); }
    [[nodiscard]] std::size_t room() const { return limit_ - std::min(limit_, items_.size()); }
    /// Makes room for this many datagrams only, up to `capacity`.
    void limit(std::size_t datagrams) { limit_ = std::min(datagrams, capacity); }

    /// Those not yet taken by the channel.
    [[nodiscard]] std::span<const datagram> pending() const { return std::span{items_}.subspan(first_); }
    /// Takes `count` off the front; the batch can be filled again once all are off.
    void pop_front(std::size_t count) {
        first_ += count;
        if (empty()) clear();
    }
    void clear() {
        items_.clear();
        first_ = 0;
    }

    /// Room for one more datagram of `size` octets; to be followed by commit(). The batch must not be full.
    std::span<std::byte> prepare(std::size_t size) {
        std::vector<std::byte>& storage = storage_[items_.size()];
        storage.resize(size);
        return storage;
    }
    void commit(probe_key probe, const boost::asio::ip::address& destination, std::uint32_t egress) {
        items_.push_back({probe, destination, storage_[items_.size()], egress});
    }

private:
    std::vector<datagram> items_;
    std::vector<std::vector<std::byte>> storage_ = std::vector<std::vector<std::byte>>(capacity);
    std::size_t first_ = 0;
    std::size_t limit_ = capacity;
};

}  // namespace tracerouter::engine
