#include "report/shares.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace tracerouter::report {

std::string share_word(double share) {
    std::array<char, 16> text{};
    const double bounded = std::isnan(share) ? 0 : std::clamp(share, 0.0, 1.0);
    const auto end = std::to_chars(text.data(), text.data() + text.size(), bounded, std::chars_format::fixed, 6).ptr;
    std::string word{text.data(), end};
    word.erase(word.find_last_not_of('0') + 1);
    if (word.ends_with('.')) word.pop_back();
    return word == "-0" ? "0" : word;
}

}  // namespace tracerouter::report
