#include "enrich/dns_answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tracerouter::enrich {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using octets = std::vector<std::uint8_t>;

constexpr std::uint8_t cname = 5;
constexpr std::uint8_t ptr = 12;
constexpr std::uint8_t txt = 16;

/// A name of labels, each ended by a dot: "a.b." Nothing is escaped in it.
octets name_of(std::string_view dotted) {
    octets out;
    while (!dotted.empty()) {
        const auto label = dotted.substr(0, dotted.find('.'));
        out.push_back(static_cast<std::uint8_t>(label.size()));
        out.insert(out.end(), label.begin(), label.end());
        dotted.remove_prefix(label.size() + 1);
    }
    out.push_back(0);
    return out;
}

octets strings_of(const std::vector<std::string>& strings) {
    octets out;
    for (const auto& text : strings) {
        out.push_back(static_cast<std::uint8_t>(text.size()));
        out.insert(out.end(), text.begin(), text.end());
    }
    return out;
}

struct record {
    std::string owner;
    std::uint8_t type;
    octets data;
};

void append(octets& out, const octets& more) {
    out.insert(out.end(), more.begin(), more.end());
}

/// An answer about "1.example." of that type.
octets message_of(std::uint8_t type, const std::vector<record>& records) {
    octets out{0x12, 0x34,                                                // identifier
               0x81, 0x80,                                                // response, recursion available
               0,    1,    0, static_cast<std::uint8_t>(records.size()),  // one question, answers
               0,    0,    0, 0};                                         // no authority, nothing additional
    append(out, name_of("1.example."));
    append(out, {0, type, 0, 1});
    for (const auto& one : records) {
        append(out, name_of(one.owner));
        append(out, {0, one.type, 0, 1, 0, 0, 0, 60, 0, static_cast<std::uint8_t>(one.data.size())});
        append(out, one.data);
    }
    return out;
}

TEST(dns_answer, has_the_names_pointed_to) {
    const auto message =
        message_of(ptr, {{"1.example.", ptr, name_of("gw.example.")}, {"1.example.", ptr, name_of("second.example.")}});
    EXPECT_THAT(parse_pointers(message), ElementsAre("gw.example", "second.example"));
}

TEST(dns_answer, takes_the_root_for_no_name) {
    EXPECT_THAT(parse_pointers(message_of(ptr, {{"1.example.", ptr, name_of("")}})), IsEmpty());
}

TEST(dns_answer, follows_aliases) {
    const auto message = message_of(
        ptr, {{"1.example.", cname, name_of("1.net.example.")}, {"1.net.example.", ptr, name_of("gw.example.")}});
    EXPECT_THAT(parse_pointers(message), ElementsAre("gw.example"));
}

TEST(dns_answer, has_nothing_of_other_owners_and_types) {
    EXPECT_THAT(parse_pointers(message_of(ptr, {{"2.example.", ptr, name_of("other.example.")}})), IsEmpty());
    EXPECT_THAT(parse_pointers(message_of(ptr, {{"1.example.", txt, strings_of({"text"})}})), IsEmpty());
    EXPECT_THAT(parse_pointers(message_of(ptr, {})), IsEmpty());
    EXPECT_THAT(parse_texts(message_of(txt, {{"1.example.", ptr, name_of("gw.example.")}})), IsEmpty());
}

TEST(dns_answer, is_not_led_around_by_aliases) {
    const auto message =
        message_of(ptr, {{"1.example.", cname, name_of("2.example.")}, {"2.example.", cname, name_of("1.example.")}});
    EXPECT_THAT(parse_pointers(message), IsEmpty());
}

TEST(dns_answer, has_no_name_that_no_host_may_have) {
    for (const auto* name : {"\x1b[31m.example.", "a\nb.example.", "\xe2\x80\xae.example.", "a b.example."}) {
        EXPECT_THAT(parse_pointers(message_of(ptr, {{"1.example.", ptr, name_of(name)}})), IsEmpty()) << name;
    }
    EXPECT_THAT(parse_pointers(message_of(ptr, {{"1.example.", ptr, name_of("xe-0_1/2.example.")}})),
                ElementsAre("xe-0_1/2.example"));
}

TEST(dns_answer, joins_the_strings_of_a_text) {
    const auto message = message_of(txt, {{"1.example.", txt, strings_of({"64500 | 198.18", ".0.0/15"})},
                                          {"1.example.", txt, strings_of({"second"})}});
    EXPECT_THAT(parse_texts(message), ElementsAre("64500 | 198.18.0.0/15", "second"));
}

/// In a block of the exact size, so that sanitizers see one octet too far.
template <class Parser>
auto parse_first(const octets& whole, std::size_t length, Parser parse) {
    const auto block = std::make_unique<std::uint8_t[]>(length);
    std::copy_n(whole.begin(), length, block.get());
    return parse(std::span<const std::uint8_t>{block.get(), length});
}

TEST(dns_answer, has_nothing_when_cut) {
    const auto pointer = message_of(ptr, {{"1.example.", ptr, name_of("gw.example.")}});
    const auto text = message_of(txt, {{"1.example.", txt, strings_of({"some", "text"})}});
    for (std::size_t length = 0; length < pointer.size(); ++length) {
        EXPECT_THAT(parse_first(pointer, length, parse_pointers), IsEmpty()) << length;
    }
    for (std::size_t length = 0; length < text.size(); ++length) {
        EXPECT_THAT(parse_first(text, length, parse_texts), IsEmpty()) << length;
    }
}

TEST(dns_answer, is_not_caught_in_a_name_that_points_to_itself) {
    const octets loop{0xC0, 12};  // the question's own place
    EXPECT_THAT(parse_pointers(message_of(ptr, {{"1.example.", ptr, loop}})), ElementsAre("1.example"));
    auto message = message_of(ptr, {{"1.example.", ptr, {0xC0, 0}}});
    message.back() = static_cast<std::uint8_t>(message.size() - 2);
    EXPECT_THAT(parse_pointers(message), IsEmpty());
}

}  // namespace
}  // namespace tracerouter::enrich
