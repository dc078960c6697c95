#include "enrich/hosts_table.hpp"

#include <gtest/gtest.h>

namespace tracerouter::enrich {
namespace {

using boost::asio::ip::make_address;

TEST(hosts_table, has_the_first_name_of_each_address) {
    const hosts_table hosts{
        "# comment\n"
        "127.0.0.1\tlocalhost\n"
        "\n"
        "  198.18.1.1   gw.example gw alias # the gateway\r\n"
        "198.18.1.1 second.example\n"
        "2001:db8::1 six.example"};
    EXPECT_EQ(hosts.find(make_address("127.0.0.1")), "localhost");
    EXPECT_EQ(hosts.find(make_address("198.18.1.1")), "gw.example");
    EXPECT_EQ(hosts.find(make_address("2001:DB8:0::1")), "six.example");
    EXPECT_EQ(hosts.find(make_address("198.18.1.2")), std::nullopt);
}

TEST(hosts_table, skips_what_is_no_entry) {
    const hosts_table hosts{"name 198.18.1.1\n198.18.1.1\n198.18.1.2 # none\n300.1.1.1 x\n198.18.1.3 fine\n\0\n"};
    EXPECT_EQ(hosts.find(make_address("198.18.1.1")), std::nullopt);
    EXPECT_EQ(hosts.find(make_address("198.18.1.2")), std::nullopt);
    EXPECT_EQ(hosts.find(make_address("198.18.1.3")), "fine");
}

TEST(hosts_table, knows_ipv4_however_it_is_written) {
    const hosts_table hosts{"::ffff:198.18.1.1 mapped.example\n198.18.1.1 second.example\n"};
    EXPECT_EQ(hosts.find(make_address("198.18.1.1")), "mapped.example");
}

TEST(hosts_table, may_be_empty) {
    EXPECT_EQ(hosts_table{}.find(make_address("127.0.0.1")), std::nullopt);
    EXPECT_EQ(hosts_table{""}.find(make_address("127.0.0.1")), std::nullopt);
}

}  // namespace
}  // namespace tracerouter::enrich
