#include "packet/extensions.hpp"

#include <gmock/gmock.h>

#include <utility>

#include "octets.hpp"

namespace tracerouter::packet {
namespace {

using test::exact_copy;
using test::from_hex;
using test::octets;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const mpls_label upper{.label = 24003, .traffic_class = 0, .bottom = false, .ttl = 1};
const mpls_label lower{.label = 299840, .traffic_class = 5, .bottom = true, .ttl = 254};

octets two_labels() {
    return from_hex(
        "20 00 53 e3"    // version 2, checksum
        "00 0c 01 01"    // object of 12 octets, class 1, c-type 1
        "05 dc 30 01"    // label 24003, traffic class 0, TTL 1
        "49 34 0b fe");  // label 299840, traffic class 5, bottom, TTL 254
}

/// A quote of `size` octets with `structure` behind it.
octets body(std::size_t size, const octets& structure) {
    octets bytes(size, std::byte{0x11});
    bytes.insert(bytes.end(), structure.begin(), structure.end());
    return bytes;
}

std::vector<mpls_label> labels_of(const octets& structure) {
    const exact_copy exact{structure};
    reply out;
    read_extensions(exact.view(), out);
    return out.mpls;
}

struct placed {
    const char* name;
    octets structure;
    std::size_t at;          ///< where in the body it lies
    std::size_t quote_size;  ///< what the length field says
    bool found;
};

TEST(find_extensions, where_the_rfc_and_its_predecessors_put_it) {
    const octets sound = two_labels();
    const octets unchecked = from_hex("20 00 00 00 00 08 01 01 05 dc 31 01");
    const octets wrong_checksum = from_hex("20 00 53 e4 00 0c 01 01 05 dc 30 01 49 34 0b fe");
    const octets version_1 = from_hex("10 00 63 e3 00 0c 01 01 05 dc 30 01 49 34 0b fe");
    const octets reserved_bits = from_hex("2f ff 43 e4 00 0c 01 01 05 dc 30 01 49 34 0b fe");
    const octets header_only = from_hex("20 00 df ff");
    const octets unchecked_too_long = from_hex("20 00 00 00 00 0c 01 01 05 dc 31 01");
    const octets padded = from_hex("20 00 53 e3 00 0c 01 01 05 dc 30 01 49 34 0b fe 00 00 00 00 00 00");
    const placed cases[] = {
        {"announced at 128", sound, 128, 128, true},
        {"announced behind a longer quote", sound, 1020, 1020, true},
        {"announced, checksum not made", unchecked, 128, 128, true},
        {"announced, wrong checksum", wrong_checksum, 128, 128, false},
        {"announced, version 1", version_1, 128, 128, false},
        {"announced, reserved bits set", reserved_bits, 128, 128, true},
        {"announced, no objects", header_only, 128, 128, true},
        {"announced, three octets", from_hex("20 00 00"), 128, 128, false},
        {"announced, nothing there", {}, 128, 128, false},
        {"announced beyond the end", sound, 128, 148, true},
        {"announced elsewhere", sound, 128, 132, true},
        {"announced too early", sound, 160, 128, true},
        {"announced too early, no objects", header_only, 160, 128, false},
        {"announced elsewhere, checksum not made", unchecked, 128, 132, true},
        {"announced elsewhere, checksum not made, objects beyond the end", unchecked_too_long, 128, 132, false},
        {"not announced", sound, 128, 0, true},
        {"not announced, no objects", header_only, 128, 0, true},
        {"not announced, checksum not made", unchecked, 128, 0, false},
        {"not announced, wrong checksum", wrong_checksum, 128, 0, false},
        {"not announced, version 1", version_1, 128, 0, false},
        {"not announced, not at 128", sound, 132, 0, true},
        {"not announced, before 128", sound, 60, 0, false},
        {"announced with less than the RFC allows", sound, 128, 124, true},
        {"the same, not at 128", sound, 124, 124, true},
        {"the same, checksum not made", unchecked, 128, 124, true},
        {"padded with zeros", padded, 128, 128, true},
        {"quote only", {}, 128, 0, false},
        {"short quote only", {}, 28, 0, false},
    };
    for (const placed& each : cases) {
        SCOPED_TRACE(each.name);
        const exact_copy exact{body(each.at, each.structure)};
        const auto [found, malformed] =
            find_extensions(exact.view(), {.quote_size = each.quote_size, .length_field = each.quote_size / 4});
        if (each.found) {
            EXPECT_EQ(octets(found.begin(), found.end()), each.structure);
            EXPECT_TRUE(test::lies_within(found, exact.view()));
        } else {
            EXPECT_THAT(found, IsEmpty());
        }
    }
}

TEST(find_extensions, every_truncation_is_seen) {
    const octets whole = body(128, two_labels());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const exact_copy part{std::span{whole}.first(size)};
        EXPECT_THAT(find_extensions(part.view(), {.quote_size = 128}).structure, IsEmpty()) << size;
        EXPECT_THAT(find_extensions(part.view(), {}).structure, IsEmpty()) << size;
    }
}

TEST(extension_walk, gives_every_object) {
    const exact_copy structure{
        from_hex("20 00 00 00"
                 "00 08 02 0f 01 02 03 04"  // interface information (RFC 5837)
                 "00 04 f7 00"              // private use, no payload
                 "00 05 03 07 ff")};        // odd length
    extension_walk walk{structure.view()};
    const auto first = walk.next();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->class_number, 2);
    EXPECT_EQ(first->c_type, 0x0f);
    EXPECT_THAT(first->payload, ElementsAre(std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}));
    const auto second = walk.next();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->class_number, 0xf7);
    EXPECT_THAT(second->payload, IsEmpty());
    const auto third = walk.next();
    ASSERT_TRUE(third);
    EXPECT_EQ(third->c_type, 7);
    EXPECT_THAT(third->payload, ElementsAre(std::byte{0xff}));
    EXPECT_FALSE(walk.next());
    EXPECT_FALSE(walk.next()) << "the end stays the end";
}

TEST(extension_walk, every_object_length) {
    octets bytes = two_labels();
    for (std::uint32_t length = 0; length <= 0xffff; ++length) {
        test::put_u16(bytes, 4, static_cast<std::uint16_t>(length));
        const exact_copy exact{bytes};
        extension_walk walk{exact.view()};
        const auto object = walk.next();
        ASSERT_EQ(object.has_value(), length >= 4 && length <= 12) << length;
        if (object) {
            ASSERT_THAT(object->payload, SizeIs(length - 4));
        }
        ASSERT_FALSE(walk.next()) << "the octets left over are no object, length " << length;
    }
}

struct stack {
    const char* name;
    octets structure;
    std::vector<mpls_label> labels;
};

TEST(read_mpls, takes_what_is_sound) {
    const stack cases[] = {
        {"two labels", two_labels(), {upper, lower}},
        {"nothing", {}, {}},
        {"header only", from_hex("20 00 df ff"), {}},
        {"empty stack", from_hex("20 00 00 00 00 04 01 01"), {}},
        {"all bits set", from_hex("20 00 00 00 00 08 01 01 ff ff ff ff"), {{0xfffff, 7, true, 255}}},
        {"all bits clear", from_hex("20 00 00 00 00 08 01 01 00 00 00 00"), {{0, 0, false, 0}}},
        {"another class before", from_hex("20 00 00 00 00 06 02 01 aa bb 00 08 01 01 05 dc 30 01"), {upper}},
        {"another c-type", from_hex("20 00 00 00 00 08 01 02 05 dc 30 01"), {}},
        {"two stacks", from_hex("20 00 00 00 00 08 01 01 05 dc 30 01 00 08 01 01 49 34 0b fe"), {upper, lower}},
        {"no whole number of labels", from_hex("20 00 00 00 00 0a 01 01 05 dc 30 01 49 34"), {}},
        {"a good stack after a bad one", from_hex("20 00 00 00 00 05 01 01 ee 00 08 01 01 05 dc 30 01"), {upper}},
        {"length 0 ends it", from_hex("20 00 00 00 00 00 01 01 00 08 01 01 05 dc 30 01"), {}},
        {"length 3 ends it", from_hex("20 00 00 00 00 03 01 01 00 08 01 01 05 dc 30 01"), {}},
        {"a good stack before the end", from_hex("20 00 00 00 00 08 01 01 05 dc 30 01 ff ff 01 01"), {upper}},
        {"half an object header", from_hex("20 00 00 00 00 08 01 01 05 dc 30 01 00 08"), {upper}},
    };
    for (const stack& each : cases) EXPECT_EQ(labels_of(each.structure), each.labels) << each.name;
}

TEST(read_mpls, appends) {
    reply out;
    out.mpls = {lower};
    EXPECT_TRUE(read_extensions(two_labels(), out));
    EXPECT_THAT(out.mpls, ElementsAre(lower, upper, lower));
}

TEST(read_mpls, takes_no_more_than_the_limit) {
    constexpr std::size_t count = 1000;
    octets structure = from_hex("20 00 00 00 00 00 01 01");
    test::put_u16(structure, 4, 4 + 4 * count);
    structure.resize(structure.size() + 4 * count);
    EXPECT_THAT(labels_of(structure), SizeIs(max_mpls_labels));
}

TEST(read_mpls, every_truncation_is_safe) {
    const octets whole = two_labels();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_THAT(labels_of({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}), IsEmpty()) << size;
    }
}

struct broken {
    const char* name;
    octets structure;
    extension_place place;
    bool malformed;
};

TEST(find_extensions, broken_ones_are_told_from_none) {
    const octets wrong_checksum = from_hex("20 00 53 e4 00 0c 01 01 05 dc 30 01 49 34 0b fe");
    const octets unchecked = from_hex("20 00 00 00 00 08 01 01 05 dc 31 01");
    const broken cases[] = {
        {"sound", two_labels(), {.quote_size = 128}, false},
        {"wrong checksum", wrong_checksum, {.quote_size = 128}, true},
        {"another version", from_hex("10 00 00 00 00 04 01 01"), {.quote_size = 128}, true},
        {"cut header", from_hex("20 00 00"), {.quote_size = 128}, true},
        {"announced and not there", {}, {.quote_size = 128}, false},
        {"the quote itself is cut", {}, {.quote_size = 132}, false},
        {"zeros where it is announced", octets(16), {.quote_size = 128}, false},
        {"not announced, perhaps part of the quote", wrong_checksum, {.datagram_size = 1500}, false},
        {"not announced, behind a short datagram", wrong_checksum, {.datagram_size = 60}, true},
        {"zeros behind a short datagram", octets(16), {.datagram_size = 60}, false},
        {"not announced, checksum not made, behind a short datagram", unchecked, {.datagram_size = 60}, false},
    };
    for (const broken& each : cases) {
        const exact_copy exact{body(128, each.structure)};
        EXPECT_EQ(find_extensions(exact.view(), each.place).malformed, each.malformed) << each.name;
    }
    EXPECT_THAT(find_extensions(body(128, unchecked), {.datagram_size = 60}).structure, SizeIs(12));
}

TEST(find_extensions, whatever_the_length_field_counts) {
    const octets unchecked = from_hex("20 00 00 00 00 08 01 01 05 dc 31 01");
    // 128 octets as such, in words of IPv4 and IPv6, and 60 octets that were not padded.
    for (const auto& [size, field] : {std::pair{128U, 128U}, {128U, 32U}, {128U, 16U}, {60U, 15U}, {60U, 60U}}) {
        for (const octets& structure : {unchecked, two_labels()}) {
            const exact_copy exact{body(size, structure)};
            const auto found = find_extensions(exact.view(), {.quote_size = 4 * field, .length_field = field});
            EXPECT_THAT(found.structure, SizeIs(structure.size())) << size << ' ' << field;
        }
    }
}

TEST(find_extensions, a_checksum_that_is_right_everywhere_is_tried_a_few_times_only) {
    octets bytes(128);
    for (int word = 0; word < 16'000; ++word) {
        for (const std::byte octet : from_hex("20 00 df ff")) bytes.push_back(octet);
    }
    const exact_copy exact{bytes};
    EXPECT_THAT(find_extensions(exact.view(), {.quote_size = 68, .length_field = 17}).structure, SizeIs(64'000))
        << "at 128 it is believed without objects";
}

TEST(find_extensions, what_the_kernel_keeps_back_does_not_count) {
    for (const std::size_t stripped : {20U, 28U, 48U}) {
        const exact_copy exact{body(128 - stripped, two_labels())};
        for (const std::size_t quote_size : {std::size_t{0}, 128 - stripped}) {
            const auto found = find_extensions(exact.view(), {.quote_size = quote_size, .stripped = stripped});
            EXPECT_THAT(found.structure, SizeIs(16)) << stripped;
        }
    }
}

struct contents {
    const char* name;
    octets structure;
    bool sound;
};

TEST(read_extensions, says_what_is_broken) {
    const contents cases[] = {
        {"nothing", {}, true},
        {"two labels", two_labels(), true},
        {"half a label", from_hex("20 00 00 00 00 06 01 01 05 dc"), false},
        {"object beyond the end", from_hex("20 00 00 00 00 10 01 01 05 dc 30 01"), false},
        {"object of length 3", from_hex("20 00 00 00 00 03 01 01"), false},
        {"half an object header", from_hex("20 00 00 00 00 08 01 01 05 dc 30 01 00 08"), false},
        {"unknown object", from_hex("20 00 00 00 00 05 09 02 ff"), true},
        {"bad interface", from_hex("20 00 00 00 00 06 02 08 00 00"), false},
    };
    for (const contents& each : cases) {
        const exact_copy exact{each.structure};
        reply out;
        EXPECT_EQ(read_extensions(exact.view(), out), each.sound) << each.name;
    }
}

TEST(read_extensions, keeps_unknown_objects_as_they_are) {
    reply out;
    EXPECT_TRUE(read_extensions(from_hex("20 00 00 00 00 06 05 01 00 ff 00 04 01 02"), out));
    EXPECT_THAT(out.extensions, ElementsAre(unknown_extension{5, 1, {0x00, 0xff}}, unknown_extension{1, 2, {}}));
}

TEST(read_extensions, takes_no_more_than_the_limits) {
    octets many = from_hex("20 00 00 00");
    for (int object = 0; object < 40; ++object) {
        for (const std::byte octet : from_hex("00 04 09 01 00 08 02 08 00 00 00 07")) many.push_back(octet);
    }
    reply out;
    EXPECT_FALSE(read_extensions(many, out));
    EXPECT_THAT(out.extensions, SizeIs(max_unknown_objects));
    EXPECT_THAT(out.interfaces, SizeIs(max_interfaces));
}

octets objects_of(std::size_t payload, int count) {
    octets objects = from_hex("20 00 00 00");
    for (int object = 0; object < count; ++object) {
        const std::size_t at = objects.size();
        objects.resize(at + 4 + payload);
        test::put_u16(objects, at, static_cast<std::uint16_t>(4 + payload));
        objects[at + 2] = std::byte{9};
    }
    return objects;
}

TEST(read_extensions, takes_no_more_octets_than_an_honest_error_has) {
    for (const bool v4 : {true, false}) {
        const std::size_t most = max_extension_octets(v4);
        reply whole;
        EXPECT_TRUE(read_extensions(objects_of(most - 4, 1), whole, most));
        EXPECT_EQ(extension_octets(whole), most);
        reply none;
        EXPECT_FALSE(read_extensions(objects_of(most - 3, 1), none, most));
        EXPECT_THAT(none.extensions, IsEmpty());
        reply some;
        EXPECT_FALSE(read_extensions(objects_of(196, 16), some, most));
        EXPECT_EQ(some.extensions.size(), most / 200) << "those that fit";
    }
}

TEST(read_extensions, leaves_out_what_there_is_no_room_for) {
    reply out;
    EXPECT_FALSE(read_extensions(two_labels(), out, 0));
    EXPECT_THAT(out.mpls, IsEmpty());
    EXPECT_TRUE(read_extensions({}, out, 0)) << "nothing is left out";
}

}  // namespace
}  // namespace tracerouter::packet
