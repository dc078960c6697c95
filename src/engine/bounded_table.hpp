#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace tracerouter::engine {

/// Remembers values by 64-bit keys in bounded memory: it grows with what is put in, up to `most` places, and from then
/// on what is new takes the place of a neighbour: of the one with the least `worth()`, if values have that, else of
/// any. Keys must be spread evenly and never be 0.
///
/// It grows by one segment at a time, so that no call takes the longer the more there is (extendible hashing: Fagin,
/// Nievergelt, Pippenger and Strong, ACM TODS 4 (1979) 3).
template <class Value>
class bounded_table {
public:
    explicit bounded_table(std::size_t most)
        : most_segments_(std::max<std::size_t>(1, most / segment_size)),
          most_depth_(std::bit_width(most_segments_) + 1) {}

    // A copy would point into this one's segments.
    bounded_table(bounded_table&&) noexcept = default;
    bounded_table& operator=(bounded_table&&) noexcept = default;

    /// The value of that key, or null. Holds until the next make().
    [[nodiscard]] Value* find(std::uint64_t key) {
        if (directory_.empty()) return nullptr;
        segment& here = segment_of(key);
        for (std::size_t step = 0; step < reach; ++step) {
            place& candidate = here.at(key, step);
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
        if (directory_.empty()) directory_.push_back(&segments_.emplace_back());
        while (segment_of(key).crowded(key) && may_split(segment_of(key))) split(segment_of(key), key);
        return insert(key, Value{});
    }

    [[nodiscard]] std::size_t size() const { return size_; }

private:
    static constexpr std::size_t segment_size = 64;
    static constexpr std::size_t reach = 16;

    struct place {
        std::uint64_t key = 0;
        Value value{};
    };

    // What has the same `depth` lowest bits of number_of(key).
    struct segment {
        std::size_t depth = 0;
        std::size_t used = 0;
        std::array<place, segment_size> places{};

        place& at(std::uint64_t key, std::size_t step) { return places[((key >> 32) + step) % segment_size]; }
        // The first free place; `reach` if there is none.
        std::size_t free_step(std::uint64_t key) {
            std::size_t step = 0;
            while (step < reach && at(key, step).key != 0) ++step;
            return step;
        }
        bool crowded(std::uint64_t key) { return 2 * used >= segment_size || free_step(key) == reach; }
    };

    // The lowest bit is the same in all keys that are made to be not 0.
    static std::uint64_t number_of(std::uint64_t key) { return key >> 1; }
    segment& segment_of(std::uint64_t key) { return *directory_[number_of(key) & (directory_.size() - 1)]; }
    bool may_split(const segment& full) const { return segments_.size() < most_segments_ && full.depth < most_depth_; }

    Value& insert(std::uint64_t key, Value value) {
        segment& here = segment_of(key);
        std::size_t step = here.free_step(key);
        if (step == reach) {
            step = step_to_replace(here, key);
        } else {
            ++here.used;
            ++size_;
        }
        place& taken = here.at(key, step);
        taken = {key, std::move(value)};
        return taken.value;
    }

    // Where all are worth the same, as good as chance.
    static std::size_t step_to_replace(segment& here, std::uint64_t key) {
        std::size_t least = (key >> 60) % reach;
        if constexpr (requires(const Value& value) { value.worth(); }) {
            for (std::size_t step = 0; step < reach; ++step) {
                if (here.at(key, step).value.worth() < here.at(key, least).value.worth()) least = step;
            }
        }
        return least;
    }

    // Those with the next bit set go to a segment of their own.
    void split(segment& full, std::uint64_t key) {
        const std::size_t bit = std::size_t{1} << full.depth;
        if (directory_.size() == bit) double_directory();
        segment before = std::exchange(full, segment{.depth = full.depth + 1});
        segment& other = segments_.emplace_back(segment{.depth = full.depth});
        const std::size_t first = (number_of(key) & (bit - 1)) | bit;
        for (std::size_t entry = first; entry < directory_.size(); entry += 2 * bit) directory_[entry] = &other;
        size_ -= before.used;
        for (place& one : before.places) {
            if (one.key != 0) insert(one.key, std::move(one.value));
        }
    }

    void double_directory() {
        const std::size_t size = directory_.size();
        directory_.resize(2 * size);
        std::copy_n(directory_.begin(), size, directory_.begin() + static_cast<std::ptrdiff_t>(size));
    }

    std::size_t most_segments_;
    std::size_t most_depth_;
    std::size_t size_ = 0;
    std::deque<segment> segments_;     // in the order they were made; they stay where they are
    std::vector<segment*> directory_;  // by the lowest bits of number_of(key), as many as the deepest segment has
};

}  // namespace tracerouter::engine
