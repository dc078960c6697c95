#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace tracerouter::engine {

/// Remembers values by 64-bit keys in bounded memory: it grows with what is put in, up to `most` places, and from then
/// on what is new takes the place of a neighbour. Keys must be spread evenly and never be 0.
template <class Value>
class bounded_table {
public:
    explicit bounded_table(std::size_t most) : most_(most) {}

    /// The value of that key, or null. Holds until the next make().
    [[nodiscard]] Value* find(std::uint64_t key) {
        if (places_.empty()) return nullptr;
        for (std::size_t step = 0; step < reach; ++step) {
            place& candidate = at(key, step);
            if (candidate.key == key) return &candidate.value;
            if (candidate.key == 0) return nullptr;
        }
        return nullptr;
    }

    /// The value of that key, new if there was none. `fresh` says which.
    Value& make(std::uint64_t key, bool& fresh) {
        Value* known = find(key);
        fresh = known == nullptr;
        if (known) return *known;
        while (crowded(key) && places_.size() < most_) grow();
        return insert(key, Value{});
    }

    [[nodiscard]] std::size_t size() const { return size_; }

private:
    static constexpr std::size_t at_first = 64;
    static constexpr std::size_t reach = 16;

    struct place {
        std::uint64_t key = 0;
        Value value{};
    };

    place& at(std::uint64_t key, std::size_t step) { return places_[(key + step) & (places_.size() - 1)]; }

    // The first free place; `reach` if there is none.
    std::size_t free_step(std::uint64_t key) {
        std::size_t step = 0;
        while (step < reach && at(key, step).key != 0) ++step;
        return step;
    }

    bool crowded(std::uint64_t key) { return 2 * size_ >= places_.size() || free_step(key) == reach; }

    Value& insert(std::uint64_t key, Value value) {
        std::size_t step = free_step(key);
        if (step == reach) {
            step = (key >> 60) % reach;  // as good as chance
        } else {
            ++size_;
        }
        at(key, step) = {key, value};
        return at(key, step).value;
    }

    void grow() {
        std::vector<place> before(places_.empty() ? at_first : 2 * places_.size());
        before.swap(places_);
        size_ = 0;
        for (place& one : before) {
            if (one.key != 0) insert(one.key, std::move(one.value));
        }
    }

    std::size_t most_;
    std::size_t size_ = 0;
    std::vector<place> places_;
};

}  // namespace tracerouter::engine
