#include "packet/writer.hpp"

#include <gtest/gtest.h>

#include "octets.hpp"

namespace tracerouter::packet {
namespace {

using test::from_hex;
using test::octets;

TEST(writer, numbers_are_in_network_order) {
    octets room(10, std::byte{0xee});
    writer out{room};
    out.u8(0x01);
    out.u16(0x0203);
    out.u32(0x04050607);
    out.zeros(2);
    EXPECT_EQ(out.remaining(), 1U);
    EXPECT_TRUE(out.ok());
    EXPECT_EQ(room, from_hex("01 02 03 04 05 06 07 00 00 ee"));
}

TEST(writer, gives_room_to_fill_later) {
    octets room(3);
    writer out{room};
    const std::span<std::byte> later = out.take(2);
    out.u8(0x03);
    later[0] = std::byte{0x01};
    later[1] = std::byte{0x02};
    EXPECT_EQ(room, from_hex("01 02 03"));
}

struct too_much {
    const char* name;
    void (*write)(writer&);
};

TEST(writer, too_little_room_fails_for_good) {
    const too_much cases[] = {
        {"u16", [](writer& out) { out.u16(0x0102); }},
        {"u32", [](writer& out) { out.u32(0x01020304); }},
        {"zeros", [](writer& out) { out.zeros(2); }},
        {"take", [](writer& out) { EXPECT_TRUE(out.take(2).empty()); }},
        {"take the largest number", [](writer& out) { EXPECT_TRUE(out.take(SIZE_MAX).empty()); }},
    };
    for (const auto& [name, write] : cases) {
        SCOPED_TRACE(name);
        octets room(1, std::byte{0xee});
        writer out{room};
        write(out);
        EXPECT_FALSE(out.ok());
        EXPECT_EQ(out.remaining(), 0U);
        out.u8(0x01);
        EXPECT_FALSE(out.ok());
        EXPECT_EQ(room, from_hex("ee")) << "nothing may be written after a failure";
    }
}

}  // namespace
}  // namespace tracerouter::packet
