#include "net/linux/control_messages.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>

#include <array>
#include <cstring>
#include <ctime>

#include <linux/errqueue.h>  // uses timespec without declaring it

namespace tracerouter::net {
namespace {

// A message with control data that is filled in entry by entry, as the kernel does.
class message {
public:
    template <class T>
    message& add(int level, int type, const T& value, std::size_t octets = sizeof(T)) {
        auto* header = reinterpret_cast<cmsghdr*>(control_.data() + used_);
        header->cmsg_level = level;
        header->cmsg_type = type;
        header->cmsg_len = CMSG_LEN(octets);
        std::memcpy(CMSG_DATA(header), &value, octets);
        used_ += CMSG_SPACE(octets);
        return *this;
    }

    [[nodiscard]] control_messages read() {
        msghdr header{};
        header.msg_control = control_.data();
        header.msg_controllen = used_;
        return read_control_messages(header);
    }

private:
    alignas(cmsghdr) std::array<char, control_octets> control_{};
    std::size_t used_ = 0;
};

scm_timestamping software(time_t seconds, long nanoseconds) {
    scm_timestamping stamps{};
    stamps.ts[0] = {seconds, nanoseconds};
    return stamps;
}

sock_extended_err transmitted(std::uint32_t number, std::uint8_t origin = SO_EE_ORIGIN_TIMESTAMPING) {
    sock_extended_err report{};
    report.ee_origin = origin;
    report.ee_data = number;
    return report;
}

TEST(control_messages, of_a_message_without_any) {
    const control_messages read = message{}.read();
    EXPECT_FALSE(read.stamp);
    EXPECT_FALSE(read.dropped);
    EXPECT_FALSE(read.stamped_datagram);
}

TEST(control_messages, reads_the_software_stamp) {
    const control_messages read = message{}.add(SOL_SOCKET, SCM_TIMESTAMPING, software(12, 345)).read();
    ASSERT_TRUE(read.stamp);
    EXPECT_EQ(read.stamp->tv_sec, 12);
    EXPECT_EQ(read.stamp->tv_nsec, 345);
}

TEST(control_messages, has_no_stamp_when_the_kernel_took_none) {
    EXPECT_FALSE(message{}.add(SOL_SOCKET, SCM_TIMESTAMPING, software(0, 0)).read().stamp);
}

TEST(control_messages, reads_the_count_of_lost_datagrams) {
    EXPECT_EQ(message{}.add(SOL_SOCKET, SO_RXQ_OVFL, std::uint32_t{7}).read().dropped, 7U);
}

TEST(control_messages, reads_which_datagram_was_stamped) {
    const control_messages read =
        message{}.add(SOL_SOCKET, SCM_TIMESTAMPING, software(1, 2)).add(SOL_IP, IP_RECVERR, transmitted(41)).read();
    EXPECT_EQ(read.stamped_datagram, 41U);
    EXPECT_TRUE(read.stamp);
}

TEST(control_messages, takes_no_other_error_for_a_transmit_stamp) {
    EXPECT_FALSE(message{}.add(SOL_IP, IP_RECVERR, transmitted(41, SO_EE_ORIGIN_ICMP)).read().stamped_datagram);
}

TEST(control_messages, ignores_what_is_too_short) {
    EXPECT_FALSE(message{}.add(SOL_SOCKET, SCM_TIMESTAMPING, software(1, 2), 8).read().stamp);
    EXPECT_FALSE(message{}.add(SOL_SOCKET, SO_RXQ_OVFL, std::uint32_t{7}, 2).read().dropped);
    EXPECT_FALSE(message{}.add(SOL_IP, IP_RECVERR, transmitted(41), 4).read().stamped_datagram);
}

}  // namespace
}  // namespace tracerouter::net
