#include "host/decoder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "host/encoder.hpp"

namespace tracerouter::host {
namespace {

std::string many_lines(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "line " + std::to_string(i * 7919) + '\n';
    return text;
}

class decoding : public testing::TestWithParam<std::string> {
protected:
    [[nodiscard]] static std::string name() { return "in" + GetParam(); }

    /// What an encoder makes of it, in two parts.
    [[nodiscard]] static std::string encoded(std::string_view text) {
        std::string out;
        const auto encode = encoder_for(name());
        encode->add(text.substr(0, text.size() / 2), out);
        encode->finish(out);
        encode->add(text.substr(text.size() / 2), out);
        encode->finish(out);
        return out;
    }

    /// What a decoder makes of octets that come in pieces.
    std::string decoded(std::string_view octets, std::size_t piece) {
        std::string text;
        const auto take = [this, &text](std::string_view block) {
            largest_block = std::max(largest_block, block.size());
            text += block;
        };
        decode = decoder_for(name());
        for (; !octets.empty(); octets.remove_prefix(std::min(piece, octets.size())))
            decode->add(octets.substr(0, piece), take);
        return text;
    }

    std::unique_ptr<decoder> decode;
    std::size_t largest_block = 0;
};

TEST_P(decoding, gives_back_what_was_encoded) {
    const auto text = many_lines(5'000);
    const auto octets = encoded(text);
    for (const std::size_t piece : {octets.size(), std::size_t{65'536}, std::size_t{997}, std::size_t{1}}) {
        EXPECT_TRUE(decoded(octets, piece) == text) << piece;
        EXPECT_EQ(decode->state(), decoder::progress::whole) << piece;
    }
}

TEST_P(decoding, reads_a_file_up_to_where_it_was_cut) {
    const auto text = many_lines(5'000);
    const auto octets = encoded(text);
    for (std::size_t cut = 1; cut < octets.size(); cut += octets.size() / 20) {
        const auto read = decoded(std::string_view{octets}.substr(0, cut), 4'096);
        ASSERT_TRUE(text.starts_with(read)) << cut;
    }
    const auto almost = decoded(std::string_view{octets}.substr(0, octets.size() - 1), 4'096);
    EXPECT_GT(almost.size(), text.size() * 8 / 10);
    EXPECT_EQ(decode->state(), decoder::progress::open);
}

TEST_P(decoding, reads_all_that_was_flushed) {
    std::string octets;
    const auto encode = encoder_for(name());
    encode->add("one line\n", octets);
    encode->flush(octets);
    EXPECT_EQ(decoded(octets, octets.size()), "one line\n");
    EXPECT_EQ(decode->state(), decoder::progress::open);
}

TEST_P(decoding, ends_where_something_is_broken) {
    const auto text = many_lines(5'000);
    const auto octets = encoded(text);
    const auto read = decoded(octets + "this is no part of it\n" + octets, 4'096);
    EXPECT_TRUE(read == text);
    EXPECT_EQ(decode->state(), decoder::progress::broken);
    EXPECT_EQ(decoded("{\"schema\":\"tracerouter.event/1\"}\n", 10), "");
    EXPECT_EQ(decode->state(), decoder::progress::broken);
}

TEST_P(decoding, takes_no_memory_for_what_is_far_larger_than_the_file) {
    constexpr std::size_t large = std::size_t{16} << 20;
    const auto octets = encoded(std::string(large, '\n'));
    EXPECT_LT(octets.size(), large / 500);
    EXPECT_EQ(decoded(octets, octets.size()).size(), large);
    EXPECT_LE(largest_block, 65'536U);
}

TEST_P(decoding, finds_nothing_in_nothing) {
    EXPECT_EQ(decoded("", 1), "");
    EXPECT_EQ(decode->state(), decoder::progress::whole);
}

INSTANTIATE_TEST_SUITE_P(formats, decoding, testing::Values(".gz", ".zst"),
                         [](const auto& format) { return format.param.substr(1); });

TEST(decoder, leaves_other_files_as_they_are) {
    EXPECT_EQ(decoder_for("session"), nullptr);
    EXPECT_EQ(decoder_for("gz"), nullptr);
}

}  // namespace
}  // namespace tracerouter::host
