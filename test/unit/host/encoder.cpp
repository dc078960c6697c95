#include "host/encoder.hpp"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <memory>
#include <string>
#include <string_view>

namespace tracerouter::host {
namespace {

std::string lines(int first, int count) {
    std::string text;
    for (int i = first; i < first + count; ++i) text += "line " + std::to_string(i * 7919) + '\n';
    return text;
}

/// All that can be read from octets that may break off.
std::string gunzipped(std::string_view octets) {
    z_stream state{};
    EXPECT_EQ(inflateInit2(&state, MAX_WBITS + 16), Z_OK);
    std::string in{octets};
    std::string text(1 << 22, '\0');
    state.next_in = reinterpret_cast<Bytef*>(in.data());
    state.avail_in = static_cast<uInt>(in.size());
    state.next_out = reinterpret_cast<Bytef*>(text.data());
    state.avail_out = static_cast<uInt>(text.size());
    while (inflate(&state, Z_SYNC_FLUSH) == Z_STREAM_END && state.avail_in > 0) inflateReset(&state);
    text.resize(text.size() - state.avail_out);
    inflateEnd(&state);
    return text;
}

std::string unzstd(std::string_view octets) {
    const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> state{ZSTD_createDCtx(), &ZSTD_freeDCtx};
    std::string text(1 << 22, '\0');
    ZSTD_inBuffer in{octets.data(), octets.size(), 0};
    ZSTD_outBuffer out{text.data(), text.size(), 0};
    while (in.pos < in.size && ZSTD_isError(ZSTD_decompressStream(state.get(), &out, &in)) == 0) {
    }
    ZSTD_decompressStream(state.get(), &out, &in);
    text.resize(out.pos);
    return text;
}

struct format {
    std::string name;
    std::string (*decoded)(std::string_view);
};

class encoding : public testing::TestWithParam<format> {
protected:
    [[nodiscard]] static std::string decoded(std::string_view octets) { return GetParam().decoded(octets); }

    std::unique_ptr<encoder> encode = encoder_for("out" + GetParam().name);
    std::string out;
};

TEST_P(encoding, is_read_by_its_library) {
    const auto text = lines(0, 50'000);
    encode->add(text, out);
    encode->finish(out);
    EXPECT_LT(out.size(), text.size() / 2);
    EXPECT_TRUE(decoded(out) == text);
}

TEST_P(encoding, can_be_read_as_far_as_it_was_flushed) {
    encode->add(lines(0, 5000), out);
    encode->flush(out);
    const auto flushed = out.size();
    encode->add(lines(5000, 5000), out);
    encode->flush(out);
    EXPECT_TRUE(decoded(out) == lines(0, 10'000));
    EXPECT_TRUE(decoded(out.substr(0, flushed)) == lines(0, 5000));
}

TEST_P(encoding, has_parts_that_stand_alone) {
    encode->add(lines(0, 100), out);
    encode->finish(out);
    const auto first = out.size();
    encode->add(lines(100, 100), out);
    encode->flush(out);
    encode->finish(out);
    EXPECT_TRUE(decoded(out.substr(0, first)) == lines(0, 100));
    EXPECT_TRUE(decoded(out.substr(first)) == lines(100, 100));
    EXPECT_TRUE(decoded(out) == lines(0, 200));
}

INSTANTIATE_TEST_SUITE_P(, encoding, testing::Values(format{".gz", gunzipped}, format{".zst", unzstd}),
                         [](const auto& given) { return given.param.name.substr(1); });

TEST(encoder, is_chosen_by_the_ending) {
    EXPECT_FALSE(encoder_for("out.jsonl"));
    EXPECT_FALSE(encoder_for(""));
    EXPECT_FALSE(encoder_for("gz"));
    EXPECT_TRUE(encoder_for("a.b/out.jsonl.gz"));
    EXPECT_TRUE(encoder_for("out.zst"));
}

// RFC 8878 section 3.1.1.1.1: behind the magic number, Content_Checksum_flag is bit 2.
TEST(zstd_encoder, adds_a_checksum) {
    std::string out;
    const auto encode = encoder_for("out.zst");
    encode->add("text", out);
    encode->finish(out);
    ASSERT_GT(out.size(), 5U);
    EXPECT_NE(out[4] & 4, 0);
}

}  // namespace
}  // namespace tracerouter::host
