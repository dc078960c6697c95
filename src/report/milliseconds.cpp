#include "report/milliseconds.hpp"

#include <array>
#include <charconv>
#include <chrono>

namespace tracerouter::report {

std::string milliseconds(duration value) {
    // The longest duration has 13 digits before the point.
    std::array<char, 32> text{};
    const auto number = std::chrono::duration<double, std::milli>{value}.count();
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed, 3).ptr;
    return {text.data(), end};
}

}  // namespace tracerouter::report
