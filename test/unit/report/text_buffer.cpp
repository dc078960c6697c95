#include "report/text_buffer.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace tracerouter::report {
namespace {

using boost::asio::ip::make_address;

std::string written(const auto& value) {
    text_buffer out;
    return std::string{out.append(value).text()};
}

TEST(text_buffer, grows_at_its_end) {
    text_buffer out;
    EXPECT_TRUE(out.empty());
    out.append('a').append(std::string_view{"bc"}).append_all("d", std::string{"ef"}, std::string_view{}, "g");
    EXPECT_EQ(out.text(), "abcdefg");
    out.clear();
    EXPECT_TRUE(out.empty());
    EXPECT_EQ(out.append('h').text(), "h");
}

TEST(text_buffer, takes_more_than_it_has_room_for) {
    text_buffer out;
    std::string expected;
    for (int i = 0; i < 2000; ++i) {
        out.append(std::string_view{"octets"}).append(std::uint32_t{1234});
        expected += "octets1234";
    }
    EXPECT_EQ(out.text(), expected);
    const std::string large(100'000, 'x');
    EXPECT_EQ(out.append(std::string_view{large}).text(), expected + large);
}

TEST(text_buffer, writes_numbers) {
    for (const std::uint64_t number :
         {0ull, 9ull, 10ull, 99ull, 100ull, 999ull, 1000ull, 65'535ull, 18'446'744'073'709'551'615ull}) {
        EXPECT_EQ(written(number), std::to_string(number));
    }
    EXPECT_EQ(written(std::uint8_t{7}), "7");
}

TEST(text_buffer, pads_numbers) {
    text_buffer out;
    out.append_padded(7, 3).append_padded(0, 2).append_padded(2026, 4).append_padded(123, 2);
    EXPECT_EQ(out.text(), "00700202623");
}

TEST(text_buffer, writes_addresses_as_everybody_does) {
    for (const auto* address : {"0.0.0.0", "198.18.0.1", "255.255.255.255", "10.9.99.100", "::", "2001:db8::1",
                                "2001:db8:1:2:3:4:5:6", "fe80::1"}) {
        EXPECT_EQ(written(make_address(address)), address);
    }
}

}  // namespace
}  // namespace tracerouter::report
