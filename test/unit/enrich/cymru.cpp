#include "enrich/cymru.hpp"

#include <gtest/gtest.h>

namespace tracerouter::enrich {
namespace {

TEST(cymru, tells_the_origin) {
    EXPECT_EQ(parse_origin({"64500 | 198.18.0.0/15 | US | arin | 2010-01-01"}), 64500u);
    EXPECT_EQ(parse_origin({"4294967295 | 2001:db8::/32 |  | ripencc | "}), 4'294'967'295u);
    EXPECT_EQ(parse_origin({"64500|198.18.0.0/15"}), 64500u);
}

TEST(cymru, takes_the_longest_prefix_and_its_first_origin) {
    EXPECT_EQ(parse_origin({"64500 | 198.18.0.0/15 | US | arin | ", "64502 64501 | 198.18.4.0/24 | US | arin | ",
                            "64503 | 198.18.0.0/16 | US | arin | "}),
              64502u);
}

TEST(cymru, takes_nothing_from_what_is_no_record) {
    for (const auto* text : {"", "|", "64500", "64500 | 198.18.0.0", "AS64500 | 198.18.0.0/15",
                             "4294967296 | 198.18.0.0/15", "-1 | 198.18.0.0/15", "64500 | 198.18.0.0/",
                             "64500 | 198.18.0.0/x", "64500 | 198.18.0.0/256", " | 198.18.0.0/15", "v=spf1 -all"}) {
        EXPECT_EQ(parse_origin({text}), std::nullopt) << text;
    }
    EXPECT_EQ(parse_origin({}), std::nullopt);
    EXPECT_EQ(parse_origin({"nonsense", "64500 | 198.18.0.0/15"}), 64500u);
}

TEST(cymru, tells_who_an_as_is) {
    EXPECT_EQ(parse_as_name("64500 | US | arin | 2010-01-01 | EXAMPLE-AS Example, US"), "EXAMPLE-AS Example, US");
    EXPECT_EQ(parse_as_name("64500 | US | arin | 2010-01-01 | A | B "), "A | B");
    EXPECT_EQ(parse_as_name("64500||||X"), "X");
    for (const auto* text : {"", "64500 | US | arin | 2010-01-01", "64500 | US | arin | 2010-01-01 |  ", "||||"}) {
        EXPECT_EQ(parse_as_name(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace tracerouter::enrich
