#include "report/utc_time.hpp"

#include <cstddef>

namespace tracerouter::report {
namespace {

void append_padded(std::string& out, long long number, std::size_t digits) {
    const auto text = std::to_string(number);
    if (text.size() < digits) out.append(digits - text.size(), '0');
    out += text;
}

}  // namespace

std::string utc_time(std::chrono::system_clock::time_point moment) {
    const auto microseconds = std::chrono::floor<std::chrono::microseconds>(moment);
    const auto day = std::chrono::floor<std::chrono::days>(microseconds);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{microseconds - day};

    std::string out;
    append_padded(out, static_cast<int>(date.year()), 4);
    append_padded(out += '-', static_cast<unsigned>(date.month()), 2);
    append_padded(out += '-', static_cast<unsigned>(date.day()), 2);
    append_padded(out += 'T', time.hours().count(), 2);
    append_padded(out += ':', time.minutes().count(), 2);
    append_padded(out += ':', time.seconds().count(), 2);
    append_padded(out += '.', time.subseconds().count(), 6);
    return out += 'Z';
}

}  // namespace tracerouter::report
