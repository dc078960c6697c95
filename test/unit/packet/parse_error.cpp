#include "packet/parse_error.hpp"

#include <gmock/gmock.h>

#include <set>
#include <stdexcept>
#include <string>

namespace tracerouter::packet {
namespace {

constexpr parse_error all_errors[] = {
    parse_error::truncated,  parse_error::bad_version,      parse_error::bad_header_length,
    parse_error::bad_length, parse_error::bad_checksum,     parse_error::other_protocol,
    parse_error::fragment,   parse_error::unsupported_type, parse_error::impossible_source,
};

TEST(parse_error, each_has_a_description_of_its_own) {
    std::set<std::string> descriptions{describe(parse_error{-1})};
    for (const parse_error error : all_errors) descriptions.insert(describe(error));
    EXPECT_EQ(descriptions.size(), std::size(all_errors) + 1);
}

TEST(parsed, gives_the_value_or_throws_what_was_wrong) {
    EXPECT_EQ(parsed<int>{7}.value(), 7);
    const parsed<int> nothing{parse_error::bad_version};
    EXPECT_THAT([&] { static_cast<void>(nothing.value()); },
                testing::ThrowsMessage<std::runtime_error>(describe(parse_error::bad_version)));
}

}  // namespace
}  // namespace tracerouter::packet
