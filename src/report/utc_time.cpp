#include "report/utc_time.hpp"

#include <cstdint>

namespace tracerouter::report {
namespace {

template <class Number>
std::uint64_t whole(Number number) {
    return static_cast<std::uint64_t>(number);
}

}  // namespace

void append_utc_time(text_buffer& out, std::chrono::system_clock::time_point moment) {
    const auto microseconds = std::chrono::floor<std::chrono::microseconds>(moment);
    const auto day = std::chrono::floor<std::chrono::days>(microseconds);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{microseconds - day};

    out.append_padded(whole(static_cast<int>(date.year())), 4);
    out.append('-').append_padded(static_cast<unsigned>(date.month()), 2);
    out.append('-').append_padded(static_cast<unsigned>(date.day()), 2);
    out.append('T').append_padded(whole(time.hours().count()), 2);
    out.append(':').append_padded(whole(time.minutes().count()), 2);
    out.append(':').append_padded(whole(time.seconds().count()), 2);
    out.append('.').append_padded(whole(time.subseconds().count()), 6).append('Z');
}

}  // namespace tracerouter::report
