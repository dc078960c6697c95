#include "host/own_address.hpp"

#include <gtest/gtest.h>

namespace tracerouter::host {
namespace {

using boost::asio::ip::make_address;

TEST(check_own_address, loopback_addresses_are_ours) {
    for (const char* address : {"127.0.0.1", "127.255.0.1"}) {
        EXPECT_FALSE(check_own_address(make_address(address), {})) << address;
    }
}

TEST(check_own_address, addresses_of_nobody_of_many_and_of_others_are_not) {
    for (const char* address : {"0.0.0.0", "127.255.255.255", "192.0.2.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
                                "::", "ff02::1", "2001:db8::1", "::ffff:224.0.0.1", "::ffff:192.0.2.1"}) {
        for (const char* interface : {"", "lo", "none"}) {
            EXPECT_EQ(check_own_address(make_address(address), interface), boost::system::errc::address_not_available)
                << address << ' ' << interface;
        }
    }
}

}  // namespace
}  // namespace tracerouter::host
