#include "link_settings.hpp"

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include "file_descriptor.hpp"
#include "system_call.hpp"

namespace lab {
namespace {

struct queue_request {
    nlmsghdr header;
    ifinfomsg link;
    rtattr attribute;
    std::uint32_t packets;
};

struct acknowledgement {
    nlmsghdr header;
    nlmsgerr error;
};

int wait_for_acknowledgement(int netlink) {
    alignas(nlmsghdr) char buffer[512];
    const auto size = checked(::recv(netlink, buffer, sizeof buffer, 0), "read the answer of netlink");
    if (static_cast<std::size_t>(size) < sizeof(nlmsghdr) + sizeof(int)) return EPROTO;
    return -reinterpret_cast<const acknowledgement*>(buffer)->error.error;
}

}  // namespace

void set_queue_length(const std::string& device, std::uint32_t packets) {
    const file_descriptor netlink(
        checked(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), "open netlink"));
    queue_request request{};
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = RTM_SETLINK;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
    request.link.ifi_index = static_cast<int>(::if_nametoindex(device.c_str()));
    request.attribute.rta_len = RTA_LENGTH(sizeof request.packets);
    request.attribute.rta_type = IFLA_TXQLEN;
    request.packets = packets;
    checked(::send(netlink.get(), &request, sizeof request, 0), "write to netlink");
    errno = wait_for_acknowledgement(netlink.get());
    if (errno != 0) throw std::system_error(errno, std::generic_category(), "set the queue length");
}

}  // namespace lab
