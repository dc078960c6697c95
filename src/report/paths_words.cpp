#include "report/paths_words.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iomanip>
#include <locale>
#include <sstream>

namespace tracerouter::report {

std::string percent(double share) {
    // Downwards: what is said must hold.
    const auto hundredths = static_cast<std::uint32_t>(std::floor(std::clamp(share, 0.0, 1.0) * 10'000 + 1e-6));
    std::string out = std::to_string(hundredths / 100);
    const std::uint32_t rest = hundredths % 100;
    if (rest == 0) return out;
    out += '.' + std::to_string(rest / 10);
    if (rest % 10 != 0) out += std::to_string(rest % 10);
    return out;
}

std::string percent_asked(double share) {
    std::ostringstream out;
    out.imbue(std::locale::classic());
    out << std::setprecision(12) << 100 * share;
    return out.str();
}

}  // namespace tracerouter::report
