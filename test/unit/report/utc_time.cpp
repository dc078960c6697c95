#include "report/utc_time.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace tracerouter::report {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

std::string written(std::chrono::system_clock::time_point moment) {
    text_buffer out;
    append_utc_time(out, moment);
    return std::string{out.text()};
}

TEST(utc_time, is_rfc_3339_with_microseconds) {
    EXPECT_EQ(written(sys_days{2026y / 11 / 23} + 9h + 123456us), "2026-11-23T09:00:00.123456Z");
}

TEST(utc_time, pads_every_field) {
    EXPECT_EQ(written(sys_days{2001y / 2 / 3} + 4h + 5min + 6s + 7us), "2001-02-03T04:05:06.000007Z");
}

TEST(utc_time, drops_what_is_finer) {
    EXPECT_EQ(written(sys_days{2024y / 2 / 29} + 23h + 59min + 59s + 999'999'999ns), "2024-02-29T23:59:59.999999Z");
}

TEST(utc_time, has_nanoseconds_where_it_is_exact) {
    text_buffer out;
    append_exact_utc_time(out, sys_days{2024y / 2 / 29} + 23h + 59min + 59s + 1'002'003ns);
    EXPECT_EQ(out.text(), "2024-02-29T23:59:59.001002003Z");
}

TEST(utc_time, goes_back_before_the_epoch) {
    EXPECT_EQ(written(sys_days{1970y / 1 / 1} - 1us), "1969-12-31T23:59:59.999999Z");
}

}  // namespace
}  // namespace tracerouter::report
