#include "targets/system_resolver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <vector>

namespace tracerouter::targets {
namespace {

struct answer {
    boost::system::error_code error;
    std::vector<boost::asio::ip::address> addresses;
};

// Only names that every system knows without asking anybody.
answer look_up(const std::string& name, address_family family) {
    boost::asio::io_context context;
    system_resolver resolver{context.get_executor(), family};
    answer found;
    resolver.async_resolve(name, [&found](auto error, auto addresses) { found = {error, std::move(addresses)}; });
    EXPECT_TRUE(found.addresses.empty());
    context.run();
    return found;
}

TEST(system_resolver, finds_the_local_host) {
    const auto found = look_up("localhost", address_family::any);
    EXPECT_FALSE(found.error);
    ASSERT_FALSE(found.addresses.empty());
    for (const auto& address : found.addresses) EXPECT_TRUE(address.is_loopback()) << address;
}

TEST(system_resolver, gives_ipv4_only_when_asked_to) {
    const auto found = look_up("localhost", address_family::ipv4);
    EXPECT_FALSE(found.error);
    ASSERT_FALSE(found.addresses.empty());
    for (const auto& address : found.addresses) EXPECT_TRUE(address.is_v4()) << address;
}

TEST(system_resolver, answers_everybody_however_many_ask_at_once) {
    boost::asio::io_context context;
    system_resolver resolver{context.get_executor(), address_family::any};
    std::size_t answered = 0;
    for (std::size_t i = 0; i < 3 * system_resolver::max_threads; ++i) {
        resolver.async_resolve("localhost", [&answered](auto error, auto) { answered += error ? 0 : 1; });
    }
    context.run();
    EXPECT_EQ(answered, 3 * system_resolver::max_threads);
}

TEST(system_resolver, says_why_a_name_has_no_address) {
    // RFC 6761 section 6.4: never exists.
    const auto found = look_up("nosuch.invalid", address_family::any);
    EXPECT_TRUE(found.error);
    EXPECT_TRUE(found.addresses.empty());
}

}  // namespace
}  // namespace tracerouter::targets
