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

    [[nodiscard]] bool empty() const { return first_ == size_; }
    [[nodiscard]] std::size_t room() const { return limit_ - std::min(limit_, size_); }
    /// Makes room for this many datagrams only, up to `capacity`.
    void limit(std::size_t datagrams) { limit_ = std::min(datagrams, capacity); }

    /// Those not yet taken by the channel.
    [[nodiscard]] std::span<const datagram> pending() const { return std::span{items_}.first(size_).subspan(first_); }
    /// Takes `count` off the front; the batch can be filled again once all are off.
    void pop_front(std::size_t count) {
        first_ += count;
        if (empty()) clear();
    }
    void clear() {
        size_ = 0;
        first_ = 0;
    }

    /// Room for one more datagram of `size` octets; to be followed by commit(). The batch must not be full.
    std::span<std::byte> prepare(std::size_t size) {
        std::vector<std::byte>& storage = storage_[size_];
        storage.resize(size);
        return storage;
    }
    /// \param described all but its octets, which prepare() gave room for
    void commit(const datagram& described) {
        datagram& item = items_[size_];
        item = described;
        item.bytes = storage_[size_];
        ++size_;
    }

private:
    std::vector<datagram> items_ = std::vector<datagram>(capacity);
    std::vector<std::vector<std::byte>> storage_ = std::vector<std::vector<std::byte>>(capacity);
    std::size_t size_ = 0;   // of items_, those that are in the batch
    std::size_t first_ = 0;  // of these, the first that the channel has not taken
    std::size_t limit_ = capacity;
};

}  // namespace tracerouter::engine
