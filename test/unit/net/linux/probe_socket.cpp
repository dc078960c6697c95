#include "net/linux/probe_socket.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <vector>

#include "loopback.hpp"
#include "net/linux/sockets.hpp"

// A UDP socket without rights, towards ports of this host where nobody listens: each datagram is answered by an ICMP
// error, which the socket reports twice.

namespace tracerouter::net {
namespace {

using boost::asio::ip::make_address;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint16_t closed_port = 9;

class probe_socket_test : public testing::TestWithParam<family> {
protected:
    void SetUp() override {
        if (!v4() && !has_ipv6_loopback()) GTEST_SKIP() << "this host has no IPv6";
        auto opened = open_socket(context_.get_executor(), socket_kind::udp, GetParam(), {});
        ASSERT_TRUE(opened) << opened.error().message();
        socket_.emplace(*std::move(opened));
        socket_under_test_ =
            std::make_unique<probe_socket>(socket_->native_handle(), socket_kind::udp, GetParam(), exits_);
    }

    [[nodiscard]] bool v4() const { return GetParam() == family::ipv4; }

    /// A datagram, of whose octets this socket takes only the payload: the headers are left out.
    datagram probe(std::uint64_t key, bool dont_fragment = false) {
        std::vector<std::byte>& bytes = sent_.emplace_back(v4() ? 32 : 52);
        bytes[ip_header_size(!v4()) + udp_header_size] = static_cast<std::byte>(key);
        return {.probe = probe_key{key},
                .destination = make_address(v4() ? "127.0.0.1" : "::1"),
                .bytes = bytes,
                .ip = {.protocol = 17, .ttl = 64, .dont_fragment = !v4() || dont_fragment},
                .destination_port = closed_port};
    }

    /// Takes what has come until there are `count` errors, or nothing more comes.
    std::vector<std::byte> marks_of_errors(std::size_t count) {
        std::vector<std::byte> marks;
        pollfd readable{socket_->native_handle(), POLLIN, 0};
        while (marks.size() < count && ::poll(&readable, 1, 2'000) > 0) {
            std::vector<received_datagram> datagrams;
            socket_under_test_->receive(clocks_, stamps_, datagrams);
            for (const received_datagram& one : datagrams) {
                EXPECT_TRUE(one.error && one.outer);
                EXPECT_EQ(one.error->icmp_type, v4() ? 3 : 1);
                EXPECT_EQ(one.error->icmp_code, v4() ? 3 : 4);
                EXPECT_EQ(one.error->destination, make_address(v4() ? "127.0.0.1" : "::1"));
                EXPECT_EQ(one.outer->source, make_address(v4() ? "127.0.0.1" : "::1"));
                EXPECT_EQ(one.error->stripped, v4() ? 28U : 48U);
                EXPECT_EQ(one.bytes.size(), 4U);
                marks.push_back(one.bytes[0]);
            }
        }
        return marks;
    }

    /// Sends probes with these keys, in one call for each, and takes the stamps that are there then. A datagram to this
    /// host is stamped before the call returns.
    std::vector<std::uint64_t> keys_of_stamps(std::initializer_list<std::uint64_t> probes) {
        for (const std::uint64_t key : probes) {
            const std::array<datagram, 1> batch{probe(key)};
            EXPECT_EQ(socket_under_test_->send(batch).sent, 1U);
        }
        std::vector<received_datagram> datagrams;
        stamps_.clear();
        socket_under_test_->receive(clocks_, stamps_, datagrams);
        std::vector<std::uint64_t> keys;
        for (const sent_stamp& stamp : stamps_) keys.push_back(static_cast<std::uint64_t>(stamp.probe));
        return keys;
    }

    boost::asio::io_context context_;
    std::optional<socket_handle> socket_;
    egress_table exits_;
    std::unique_ptr<probe_socket> socket_under_test_;
    clock_bridge clocks_;
    std::vector<sent_stamp> stamps_;
    std::vector<std::vector<std::byte>> sent_;
};

INSTANTIATE_TEST_SUITE_P(families, probe_socket_test, testing::Values(family::ipv4, family::ipv6),
                         [](const auto& tested) { return tested.param == family::ipv4 ? "ipv4" : "ipv6"; });

TEST_P(probe_socket_test, a_queued_error_is_no_reason_not_to_send) {
    for (std::uint64_t key = 1; key <= 20; ++key) {
        const std::array<datagram, 1> batch{probe(key)};
        const send_report report = socket_under_test_->send(batch);
        ASSERT_FALSE(report.refused) << report.refused.message();
        ASSERT_EQ(report.sent, 1U);
    }
    std::vector<std::byte> marks = marks_of_errors(4);
    ASSERT_GE(marks.size(), 4U) << "of all errors the kernel may have kept back some, but not the first";
    EXPECT_TRUE(std::ranges::is_sorted(marks));
    EXPECT_EQ(marks.front(), std::byte{1});
}

TEST_P(probe_socket_test, stamps_belong_to_their_probes_in_spite_of_errors) {
    const time_point before = clock::now();
    for (std::uint64_t key = 1; key <= 6; ++key) {
        const std::array<datagram, 2> batch{probe(2 * key), probe(2 * key + 1)};
        ASSERT_EQ(socket_under_test_->send(batch).sent, 2U);
    }
    marks_of_errors(3);
    std::vector<std::uint64_t> keys;
    for (const sent_stamp& stamp : stamps_) {
        keys.push_back(static_cast<std::uint64_t>(stamp.probe));
        EXPECT_EQ(stamp.source, stamp_source::kernel);
        EXPECT_GE(stamp.at, before - std::chrono::milliseconds{1});
    }
    EXPECT_TRUE(std::ranges::is_sorted(keys));
    EXPECT_EQ(std::ranges::adjacent_find(keys), keys.end()) << "none has two";
    EXPECT_GE(keys.size(), 6U);
}

TEST_P(probe_socket_test, stamps_can_be_turned_off_and_on) {
    socket_under_test_->stamp_transmissions(false);
    EXPECT_THAT(keys_of_stamps({1, 2}), IsEmpty());
    socket_under_test_->stamp_transmissions(true);
    EXPECT_THAT(keys_of_stamps({3, 4}), ElementsAre(3, 4));
    socket_under_test_->stamp_transmissions(true);
    EXPECT_THAT(keys_of_stamps({5}), ElementsAre(5)) << "what is on is not begun anew";
}

TEST_P(probe_socket_test, stamps_asked_for_before_they_were_turned_off_still_come) {
    const std::array<datagram, 2> batch{probe(1), probe(2)};
    ASSERT_EQ(socket_under_test_->send(batch).sent, 2U);
    socket_under_test_->stamp_transmissions(false);
    EXPECT_THAT(keys_of_stamps({3}), ElementsAre(1, 2));
}

TEST_P(probe_socket_test, stamps_are_not_mixed_up_by_switching) {
    for (std::uint64_t key = 1; key < 30; key += 3) {
        socket_under_test_->stamp_transmissions(true);
        EXPECT_THAT(keys_of_stamps({key}), ElementsAre(key));
        socket_under_test_->stamp_transmissions(false);
        EXPECT_THAT(keys_of_stamps({key + 1, key + 2}), IsEmpty());
    }
}

TEST_P(probe_socket_test, tells_when_sending_began_and_ended) {
    const time_point before = clock::now();
    const std::array<datagram, 2> batch{probe(1), probe(2)};
    const send_report report = socket_under_test_->send(batch);
    EXPECT_LE(before, report.began);
    EXPECT_LT(report.began, report.ended);
    EXPECT_LE(report.ended, clock::now());
}

TEST_P(probe_socket_test, one_batch_may_forbid_and_allow_fragments) {
    const std::array<datagram, 4> batch{probe(1), probe(2, true), probe(3, true), probe(4)};
    EXPECT_EQ(socket_under_test_->send(batch).sent, 4U);
}

TEST_P(probe_socket_test, a_refusal_that_stays_is_told) {
    datagram unsendable = probe(1);
    sent_.back().resize(66'000);  // longer than any datagram
    unsendable.bytes = sent_.back();
    const std::array<datagram, 1> batch{unsendable};
    const send_report report = socket_under_test_->send(batch);
    EXPECT_EQ(report.sent, 0U);
    EXPECT_TRUE(report.refused);
}

}  // namespace
}  // namespace tracerouter::net
