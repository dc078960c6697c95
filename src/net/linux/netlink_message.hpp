#pragma once

#include <boost/asio/ip/address.hpp>

#include <linux/fib_rules.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

namespace tracerouter::net {

/// A question to the kernel (netlink(7)): a header, a structure that goes with its type, and attributes.
class netlink_question {
public:
    template <class Body>
    netlink_question(std::uint16_t type, std::uint16_t flags, std::uint32_t number, const Body& body) {
        header_.nlmsg_type = type;
        header_.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
        header_.nlmsg_seq = number;
        append(&body, sizeof body);
    }

    template <class Value>
    void add(std::uint16_t type, const Value& value) {
        add(type, &value, sizeof value);
    }
    void add(std::uint16_t type, const boost::asio::ip::address& address) {
        if (address.is_v4()) return add(type, address.to_v4().to_bytes());
        add(type, address.to_v6().to_bytes());
    }

    [[nodiscard]] std::span<const std::byte> bytes() {
        header_.nlmsg_len = static_cast<std::uint32_t>(size_);
        std::memcpy(bytes_.data(), &header_, sizeof header_);
        return std::span{bytes_}.first(size_);
    }

private:
    void add(std::uint16_t type, const void* value, std::size_t size) {
        const rtattr head{.rta_len = static_cast<std::uint16_t>(RTA_LENGTH(size)), .rta_type = type};
        append(&head, sizeof head);
        append(value, size);
    }
    // All that is in a message begins at a multiple of four octets. There is room for all that we ever ask.
    void append(const void* value, std::size_t size) {
        std::memcpy(bytes_.data() + size_, value, size);
        size_ += NLMSG_ALIGN(size);
    }

    nlmsghdr header_{};
    std::size_t size_ = NLMSG_HDRLEN;
    std::array<std::byte, 256> bytes_{};
};

/// One message of the kernel's.
class netlink_answer {
public:
    /// Takes the first message off `rest`; absent: there is none that is whole.
    static std::optional<netlink_answer> take(std::span<const std::byte>& rest) {
        netlink_answer found;
        if (rest.size() < sizeof found.header_) return std::nullopt;
        std::memcpy(&found.header_, rest.data(), sizeof found.header_);
        const std::size_t size = found.header_.nlmsg_len;
        if (size < sizeof found.header_ || size > rest.size()) return std::nullopt;
        found.body_ = rest.first(size).subspan(NLMSG_HDRLEN);
        rest = rest.subspan(std::min<std::size_t>(NLMSG_ALIGN(size), rest.size()));
        return found;
    }

    [[nodiscard]] std::uint16_t type() const { return header_.nlmsg_type; }
    [[nodiscard]] std::uint32_t number() const { return header_.nlmsg_seq; }

    /// The structure that goes with the type; zeros where it is cut.
    template <class Body>
    [[nodiscard]] Body body() const {
        Body body{};
        std::memcpy(&body, body_.data(), std::min(sizeof body, body_.size()));
        return body;
    }

    /// Calls `take(type, value)` for each attribute behind a structure of that size.
    template <class Take>
    void each_attribute(std::size_t behind, Take take) const {
        if (body_.size() >= NLMSG_ALIGN(behind)) each_attribute(body_.subspan(NLMSG_ALIGN(behind)), take);
    }
    template <class Take>
    static void each_attribute(std::span<const std::byte> rest, Take take) {
        rtattr head;
        while (rest.size() >= sizeof head) {
            std::memcpy(&head, rest.data(), sizeof head);
            if (head.rta_len < sizeof head || head.rta_len > rest.size()) return;
            take(head.rta_type & NLA_TYPE_MASK, rest.first(head.rta_len).subspan(sizeof head));
            rest = rest.subspan(std::min<std::size_t>(RTA_ALIGN(head.rta_len), rest.size()));
        }
    }

private:
    nlmsghdr header_{};
    std::span<const std::byte> body_;
};

/// Attributes by their values.
[[nodiscard]] inline std::uint32_t netlink_number(std::span<const std::byte> value) {
    std::uint32_t number = 0;
    std::memcpy(&number, value.data(), std::min(sizeof number, value.size()));
    return number;
}
[[nodiscard]] inline std::optional<boost::asio::ip::address> netlink_address(std::span<const std::byte> value) {
    if (value.size() == 4) {
        boost::asio::ip::address_v4::bytes_type octets;
        std::memcpy(octets.data(), value.data(), octets.size());
        return boost::asio::ip::address_v4{octets};
    }
    if (value.size() != 16) return std::nullopt;
    boost::asio::ip::address_v6::bytes_type octets;
    std::memcpy(octets.data(), value.data(), octets.size());
    return boost::asio::ip::address_v6{octets};
}

}  // namespace tracerouter::net
