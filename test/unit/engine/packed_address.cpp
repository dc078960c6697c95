#include "engine/packed_address.hpp"

#include <gtest/gtest.h>

namespace tracerouter::engine {
namespace {

using boost::asio::ip::make_address;

TEST(packed_address, gives_back_what_was_packed) {
    for (const char* text : {"198.18.1.2", "0.0.0.0", "255.255.255.255", "2001:db8::1", "::", "::ffff:198.18.1.2"}) {
        EXPECT_EQ(packed_address{make_address(text)}.unpacked(), make_address(text));
    }
    const boost::asio::ip::address_v6 local{boost::asio::ip::make_address_v6("fe80::1").to_bytes(), 3};
    EXPECT_EQ(packed_address{local}.unpacked(), boost::asio::ip::address{local}) << "with its scope";
}

TEST(packed_address, is_equal_only_to_the_same_address) {
    EXPECT_EQ(packed_address{make_address("198.18.1.2")}, packed_address{make_address("198.18.1.2")});
    EXPECT_NE(packed_address{make_address("198.18.1.2")}, packed_address{make_address("198.18.1.3")});
    EXPECT_NE(packed_address{make_address("0.0.0.0")}, packed_address{make_address("::")});
}

}  // namespace
}  // namespace tracerouter::engine
