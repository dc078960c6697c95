#include "host/decoder.hpp"

#include <zlib.h>
#include <zstd.h>

#include <array>
#include <cstddef>
#include <new>

namespace tracerouter::host {
namespace {

constexpr std::size_t decoded_block = 65'536;

/// Any number of gzip members, one behind the other.
class gzip_decoder final : public decoder {
public:
    gzip_decoder() {
        constexpr int gzip_header = 16;  // instead of that of zlib
        if (inflateInit2(&stream_, MAX_WBITS + gzip_header) != Z_OK) throw std::bad_alloc{};
    }
    ~gzip_decoder() override { inflateEnd(&stream_); }

    void add(std::string_view octets, const std::function<void(std::string_view)>& take) override {
        // It only reads them.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(octets.data()));
        stream_.avail_in = static_cast<uInt>(octets.size());
        for (bool more = !octets.empty() && state() != progress::broken; more;) more = decode_block(take);
    }

private:
    /// \return whether there is more to decode
    bool decode_block(const std::function<void(std::string_view)>& take) {
        stream_.next_out = reinterpret_cast<Bytef*>(block_.data());
        stream_.avail_out = static_cast<uInt>(block_.size());
        const int outcome = inflate(&stream_, Z_NO_FLUSH);
        if (stream_.avail_out < block_.size()) take({block_.data(), block_.size() - stream_.avail_out});
        const bool ended = outcome == Z_STREAM_END;
        const bool broken = !ended && outcome != Z_OK && outcome != Z_BUF_ERROR;  // the last: nothing is left to do
        set_state(broken ? progress::broken : ended ? progress::whole : progress::open);
        if (ended) inflateReset(&stream_);
        if (broken || outcome == Z_BUF_ERROR) return false;
        return stream_.avail_in > 0 || (!ended && stream_.avail_out == 0);
    }

    z_stream stream_{};
    std::array<char, decoded_block> block_{};
};

/// Any number of frames, one behind the other.
class zstd_decoder final : public decoder {
public:
    zstd_decoder() : stream_{ZSTD_createDCtx()} {
        constexpr int largest_window = 27;  // 128 MiB: what zstd(1) takes without being told to
        if (!stream_) throw std::bad_alloc{};
        ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, largest_window);
    }

    void add(std::string_view octets, const std::function<void(std::string_view)>& take) override {
        ZSTD_inBuffer from{octets.data(), octets.size(), 0};
        for (bool more = !octets.empty() && state() != progress::broken; more;) {
            ZSTD_outBuffer to{block_.data(), block_.size(), 0};
            const std::size_t wanted = ZSTD_decompressStream(stream_.get(), &to, &from);
            const bool broken = ZSTD_isError(wanted) != 0;
            if (to.pos > 0) take({block_.data(), to.pos});
            set_state(broken ? progress::broken : wanted == 0 ? progress::whole : progress::open);
            more = !broken && (from.pos < from.size || (wanted != 0 && to.pos == to.size));
        }
    }

private:
    struct release {
        void operator()(ZSTD_DCtx* stream) const { ZSTD_freeDCtx(stream); }
    };

    std::unique_ptr<ZSTD_DCtx, release> stream_;
    std::array<char, decoded_block> block_{};
};

}  // namespace

std::unique_ptr<decoder> decoder_for(std::string_view file_name) {
    if (file_name.ends_with(".gz")) return std::make_unique<gzip_decoder>();
    if (file_name.ends_with(".zst")) return std::make_unique<zstd_decoder>();
    return nullptr;
}

}  // namespace tracerouter::host
