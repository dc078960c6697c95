#include "packet/interface_information.hpp"

#include <gtest/gtest.h>

#include "octets.hpp"

namespace tracerouter::packet {
namespace {

using boost::asio::ip::make_address;
using test::exact_copy;
using test::from_hex;
using test::octets;

std::optional<interface_information> parsed_from(std::uint8_t c_type, const octets& payload) {
    const exact_copy exact{payload};
    return parse_interface_information(c_type, exact.view());
}

const octets index_7 = from_hex("00 00 00 07");
const octets address_v4_object = from_hex("00 01 00 00 c6 12 01 09");
const octets address_v6_object = from_hex("00 02 00 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 09");
const octets name_object = from_hex("0c 78 65 2d 30 2f 30 2f 31 00 00 00");  // xe-0/0/1
const octets mtu_1500 = from_hex("00 00 05 dc");

octets join(std::initializer_list<octets> pieces) {
    octets whole;
    for (const octets& piece : pieces) whole.insert(whole.end(), piece.begin(), piece.end());
    return whole;
}

TEST(interface_information, everything_in_its_order) {
    const auto found = parsed_from(0x8f, join({index_7, address_v4_object, name_object, mtu_1500}));
    const interface_information expected{.role = interface_role::outgoing,
                                         .index = 7,
                                         .address = make_address("198.18.1.9"),
                                         .name = "xe-0/0/1",
                                         .mtu = 1500};
    EXPECT_EQ(found, expected);
}

TEST(interface_information, every_subset_and_role) {
    for (unsigned c_type = 0; c_type <= 0xff; ++c_type) {
        octets payload;
        if (c_type & 0x08) payload = join({payload, index_7});
        if (c_type & 0x04) payload = join({payload, address_v6_object});
        if (c_type & 0x02) payload = join({payload, name_object});
        if (c_type & 0x01) payload = join({payload, mtu_1500});
        const auto found = parsed_from(static_cast<std::uint8_t>(c_type), payload);
        ASSERT_TRUE(found) << c_type;
        EXPECT_EQ(static_cast<unsigned>(found->role), c_type >> 6);
        EXPECT_EQ(found->index.has_value(), (c_type & 0x08) != 0);
        EXPECT_EQ(found->address.has_value(), (c_type & 0x04) != 0);
        EXPECT_EQ(found->name.has_value(), (c_type & 0x02) != 0);
        EXPECT_EQ(found->mtu.has_value(), (c_type & 0x01) != 0);
    }
}

TEST(interface_information, every_truncation_and_every_octet_too_many_is_seen) {
    const octets whole = join({index_7, address_v6_object, name_object, mtu_1500});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(parsed_from(0x0f, test::octets(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))))
            << size;
    }
    EXPECT_FALSE(parsed_from(0x0f, join({whole, from_hex("00")})));
}

TEST(interface_information, names_that_cannot_be) {
    EXPECT_FALSE(parsed_from(0x02, from_hex("00 00 00 00"))) << "length 0";
    EXPECT_FALSE(parsed_from(0x02, from_hex("03 61 62"))) << "no multiple of 4";
    EXPECT_FALSE(parsed_from(0x02, from_hex("08 61 62 63"))) << "beyond the end";
    octets longest(64, std::byte{'a'});
    longest[0] = std::byte{64};
    EXPECT_EQ(parsed_from(0x02, longest)->name, std::string(63, 'a'));
    octets longer(68, std::byte{'a'});
    longer[0] = std::byte{68};
    EXPECT_FALSE(parsed_from(0x02, longer));
    EXPECT_EQ(parsed_from(0x02, from_hex("04 00 00 00"))->name, "");
}

TEST(interface_information, families_that_cannot_be) {
    EXPECT_FALSE(parsed_from(0x04, from_hex("00 03 00 00 c6 12 01 09")));
    EXPECT_FALSE(parsed_from(0x04, from_hex("00 02 00 00 c6 12 01 09"))) << "too short for IPv6";
}

}  // namespace
}  // namespace tracerouter::packet
