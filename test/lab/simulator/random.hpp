#pragma once

#include <cstdint>

namespace lab {

/// splitmix64's finaliser: a cheap hash whose bits are all good.
constexpr std::uint64_t mix(std::uint64_t value) {
    value += 0x9e37'79b9'7f4a'7c15U;
    value = (value ^ (value >> 30)) * 0xbf58'476d'1ce4'e5b9U;
    value = (value ^ (value >> 27)) * 0x94d0'49bb'1331'11ebU;
    return value ^ (value >> 31);
}

constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    return mix(mix(a) ^ b);
}

constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    return mix(mix(a, b), c);
}

/// The upper bits as a number in [0, 1).
constexpr double unit(std::uint64_t hash) {
    return static_cast<double>(hash >> 11) * 0x1p-53;
}

class random_source {
public:
    explicit random_source(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() { return mix(state_++); }
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    double next_unit() { return unit(next()); }
    bool chance(double probability) { return probability > 0 && next_unit() < probability; }

private:
    std::uint64_t state_;
};

}  // namespace lab
