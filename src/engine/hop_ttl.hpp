#pragma once

#include <boost/assert.hpp>

#include <algorithm>
#include <compare>
#include <cstdint>

#include "tracerouter/trace_options.hpp"

namespace tracerouter::engine {

/// The place of a hop: the TTL (IPv6: hop limit) of the probes that ask it, from 1. The value 0 stands before all hops.
/// A type of its own, so that a TTL is not taken for a count, an index or the number of a query.
class hop_ttl {
public:
    constexpr hop_ttl() = default;
    /// \param number 0 to 255
    constexpr explicit hop_ttl(int number) : number_(static_cast<std::uint8_t>(number)) {
        BOOST_ASSERT(number == number_);
    }
    /// No probe gets farther.
    static const hop_ttl highest;

    [[nodiscard]] constexpr std::uint8_t value() const { return number_; }

    friend constexpr auto operator<=>(hop_ttl, hop_ttl) = default;

    /// To the next one, of all but the highest.
    constexpr hop_ttl& operator++() { return *this = hop_ttl{number_ + 1}; }
    /// To the one before, of all but 0.
    constexpr hop_ttl& operator--() { return *this = hop_ttl{number_ - 1}; }

    // There is nothing behind the highest TTL, and nothing before 0: sums and differences stop there.

    friend constexpr hop_ttl operator+(hop_ttl from, int hops) {
        return hop_ttl{std::clamp(from.number_ + hops, 0, 255)};
    }
    friend constexpr hop_ttl operator-(hop_ttl from, int hops) { return from + -hops; }
    /// How many hops lie between.
    friend constexpr int operator-(hop_ttl to, hop_ttl from) { return to.number_ - from.number_; }

private:
    std::uint8_t number_ = 0;
};

inline constexpr hop_ttl hop_ttl::highest{255};

/// TTLs that follow each other, for loops over them.
class ttl_range {
    // It counts in whole numbers, of which there is one behind the highest TTL.
    template <int step>
    class iterator {
    public:
        constexpr explicit iterator(int at) : at_(at) {}
        constexpr hop_ttl operator*() const { return hop_ttl{at_}; }
        constexpr iterator& operator++() {
            at_ += step;
            return *this;
        }
        friend constexpr bool operator==(iterator, iterator) = default;

    private:
        int at_;
    };

    struct downwards {
        int last;
        int before;
        [[nodiscard]] constexpr iterator<-1> begin() const { return iterator<-1>{last}; }
        [[nodiscard]] constexpr iterator<-1> end() const { return iterator<-1>{before}; }
    };

public:
    /// Those behind `before`, which may be -1, up to `last`.
    constexpr ttl_range(int before, hop_ttl last) : before_(before), last_(std::max<int>(before, last.value())) {}

    [[nodiscard]] constexpr iterator<1> begin() const { return iterator<1>{before_ + 1}; }
    [[nodiscard]] constexpr iterator<1> end() const { return iterator<1>{last_ + 1}; }
    /// The same from the last to the first.
    [[nodiscard]] constexpr downwards falling() const { return {last_, before_}; }

private:
    int before_;
    int last_;
};

/// From the one to the other, both included; none if the last is before the first.
[[nodiscard]] constexpr ttl_range ttls(hop_ttl first, hop_ttl last) {
    return {first.value() - 1, last};
}
/// The same without the first.
[[nodiscard]] constexpr ttl_range ttls_behind(hop_ttl before, hop_ttl last) {
    return {before.value(), last};
}

// The options of a trace have TTLs as plain numbers, since users read and write them.

[[nodiscard]] constexpr hop_ttl first_ttl_of(const trace_options& options) {
    return hop_ttl{options.first_ttl};
}
[[nodiscard]] constexpr hop_ttl max_ttl_of(const trace_options& options) {
    return hop_ttl{options.max_ttl};
}
/// How many TTLs there are from the first to the highest.
[[nodiscard]] constexpr int ttl_count_of(const trace_options& options) {
    return options.max_ttl - options.first_ttl + 1;
}

}  // namespace tracerouter::engine
