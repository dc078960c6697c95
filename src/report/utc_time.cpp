#include "report/utc_time.hpp"

#include <cstdint>

namespace tracerouter::report {
namespace {

template <class Number>
std::uint64_t whole(Number number) {
    return static_cast<std::uint64_t>(number);
}

template <class Unit>
void append_time(text_buffer& out, std::chrono::system_clock::time_point moment) {
    const auto units = std::chrono::floor<Unit>(moment);
    const auto day = std::chrono::floor<std::chrono::days>(units);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{units - day};

    out.append_padded(whole(static_cast<int>(date.year())), 4);
    out.append('-').append_padded(static_cast<unsigned>(date.month()), 2);
    out.append('-').append_padded(static_cast<unsigned>(date.day()), 2);
    out.append('T').append_padded(whole(time.hours().count()), 2);
    out.append(':').append_padded(whole(time.minutes().count()), 2);
    out.append(':').append_padded(whole(time.seconds().count()), 2);
    out.append('.').append_padded(whole(time.subseconds().count()), time.fractional_width).append('Z');
}

}  // namespace

void append_utc_time(text_buffer& out, std::chrono::system_clock::time_point moment) {
    append_time<std::chrono::microseconds>(out, moment);
}

void append_exact_utc_time(text_buffer& out, std::chrono::system_clock::time_point moment) {
    append_time<std::chrono::nanoseconds>(out, moment);
}

}  // namespace tracerouter::report
