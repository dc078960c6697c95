#include "report/json_writer.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "results.hpp"

namespace tracerouter::report {
namespace {

TEST(json_writer, writes_all_digits_of_exact_times) {
    text_buffer out;
    json_writer json{out};
    json.begin_array().exact(duration{1}).exact(duration{-1'000'001}).exact(std::chrono::hours{3}).number("0.25");
    json.exact(duration::min()).exact(std::chrono::system_clock::time_point{}).end_array();
    EXPECT_EQ(out.text(),
              "[0.000001,-1.000001,10800000.000000,0.25,-9223372036854.775808,\"1970-01-01T00:00:00.000000000Z\"]");
}

TEST(json_writer, separates_members_and_elements) {
    text_buffer out;
    json_writer json{out};
    json.begin_object().member("a", 1u).key("b").begin_array().value(1u).value(2u).begin_object().end_object();
    json.end_array().key("c").begin_array().end_array().member("d", false).end_object();
    EXPECT_EQ(out.text(), R"({"a":1,"b":[1,2,{}],"c":[],"d":false})");
}

TEST(json_writer, writes_each_kind_of_value) {
    text_buffer out;
    json_writer json{out};
    json.begin_array().value("text").value(std::string{"te\"xt"}).value(true).value(us(1012)).value(-1);
    json.value(std::uint8_t{7}).value(std::numeric_limits<std::uint64_t>::max());
    json.value(std::optional<std::uint8_t>{}).value(std::optional<std::uint8_t>{16}).end_array();
    EXPECT_EQ(out.text(), R"(["text","te\"xt",true,1.012,-1,7,18446744073709551615,null,16])");
}

TEST(json_writer, escapes_what_needs_it) {
    text_buffer out;
    json_writer json{out};
    json.begin_array().value("a\\b").value("\x1b[31m").value("gr\u00fc\u00dfe").value("~ !").word("plain").end_array();
    EXPECT_EQ(out.text(), "[\"a\\\\b\",\"\\u001B[31m\",\"gr\u00fc\u00dfe\",\"~ !\",\"plain\"]");
}

TEST(json_writer, writes_addresses_and_points_in_time) {
    using namespace std::chrono_literals;
    text_buffer out;
    json_writer json{out};
    json.begin_array().value(boost::asio::ip::make_address("198.18.0.1")).value(boost::asio::ip::make_address("::1"));
    json.value(std::chrono::sys_days{2026y / 11 / 23} + 9h).end_array();
    EXPECT_EQ(out.text(), R"(["198.18.0.1","::1","2026-11-23T09:00:00.000000Z"])");
}

}  // namespace
}  // namespace tracerouter::report
