#include "enrich/dns_names.hpp"

#include <gtest/gtest.h>

namespace tracerouter::enrich {
namespace {

using boost::asio::ip::make_address;

TEST(dns_names, turn_addresses_around) {
    EXPECT_EQ(reverse_name(make_address("198.18.10.1")), "1.10.18.198.in-addr.arpa");
    EXPECT_EQ(reverse_name(make_address("2001:db8::567:89ab")),  // the example of RFC 3596
              "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
    EXPECT_EQ(origin_name(make_address("198.18.10.1")), "1.10.18.198.origin.asn.cymru.com");
    EXPECT_EQ(origin_name(make_address("2001:db8::567:89ab")),
              "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.origin6.asn.cymru.com");
    EXPECT_EQ(as_name_name(4'294'967'295), "AS4294967295.asn.cymru.com");
}

TEST(dns_names, know_which_addresses_are_nobodys_business) {
    for (const auto* text :
         {"0.0.0.0", "10.255.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "169.254.1.1", "172.16.0.1",
          "172.31.255.255", "192.168.0.1", "224.0.0.1", "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1"}) {
        EXPECT_TRUE(is_local(make_address(text))) << text;
    }
    for (const auto* text : {"1.0.0.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.32.0.0",
                             "172.15.255.255", "192.169.0.0", "198.18.0.1", "2001:db8::1", "fbff::1", "fe00::1"}) {
        EXPECT_FALSE(is_local(make_address(text))) << text;
    }
}

}  // namespace
}  // namespace tracerouter::enrich
