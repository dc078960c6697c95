#include "packet/reader.hpp"

#include <gmock/gmock.h>

#include "octets.hpp"

namespace tracerouter::packet {
namespace {

using test::exact_copy;
using test::from_hex;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(reader, numbers_are_in_network_order) {
    const exact_copy data{from_hex("01 02 03 04 05 06 07")};
    reader in{data.view()};
    EXPECT_EQ(in.u8(), 0x01);
    EXPECT_EQ(in.u16(), 0x0203);
    EXPECT_EQ(in.u32(), 0x04050607U);
    EXPECT_EQ(in.remaining(), 0U);
    EXPECT_TRUE(in.ok());
}

TEST(reader, takes_and_skips) {
    const exact_copy data{from_hex("01 02 03 04 05")};
    reader in{data.view()};
    in.skip(1);
    EXPECT_THAT(in.take(2), ElementsAre(std::byte{2}, std::byte{3}));
    EXPECT_EQ(in.remaining(), 2U);
    EXPECT_THAT(in.take(0), IsEmpty());
    EXPECT_THAT(in.take(2), ElementsAre(std::byte{4}, std::byte{5}));
    EXPECT_TRUE(in.ok());
}

struct too_much {
    const char* name;
    void (*read)(reader&);
};

TEST(reader, too_little_fails_for_good) {
    const too_much cases[] = {
        {"u16", [](reader& in) { EXPECT_EQ(in.u16(), 0); }},
        {"u32", [](reader& in) { EXPECT_EQ(in.u32(), 0U); }},
        {"take", [](reader& in) { EXPECT_THAT(in.take(2), IsEmpty()); }},
        {"take the largest number", [](reader& in) { EXPECT_THAT(in.take(SIZE_MAX), IsEmpty()); }},
        {"skip", [](reader& in) { in.skip(2); }},
        {"fail", [](reader& in) { in.fail(); }},
    };
    for (const auto& [name, read] : cases) {
        SCOPED_TRACE(name);
        const exact_copy data{from_hex("ff")};
        reader in{data.view()};
        read(in);
        EXPECT_FALSE(in.ok());
        EXPECT_EQ(in.remaining(), 0U);
        EXPECT_EQ(in.u8(), 0) << "the octet that is there must not be read any more";
        EXPECT_FALSE(in.ok());
    }
}

TEST(reader, of_nothing) {
    reader in{{}};
    EXPECT_TRUE(in.ok());
    EXPECT_EQ(in.u8(), 0);
    EXPECT_FALSE(in.ok());
}

}  // namespace
}  // namespace tracerouter::packet
