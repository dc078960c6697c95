#include "host/encoder.hpp"

#include <zlib.h>
#include <zstd.h>

#include <array>
#include <cstddef>
#include <new>

namespace tracerouter::host {
namespace {

constexpr std::size_t block_size = 65'536;

/// A gzip member for each part.
class gzip_encoder final : public encoder {
public:
    gzip_encoder() {
        constexpr int gzip_header = 16;  // instead of that of zlib
        constexpr int memory = 8;
        const int made = deflateInit2(&state_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + gzip_header, memory,
                                      Z_DEFAULT_STRATEGY);
        if (made != Z_OK) throw std::bad_alloc{};
    }
    ~gzip_encoder() override { deflateEnd(&state_); }

    void add(std::string_view text, std::string& out) override {
        // It only reads them.
        state_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
        state_.avail_in = static_cast<uInt>(text.size());
        deflate_all(Z_NO_FLUSH, out);
    }

    void flush(std::string& out) override { deflate_all(Z_SYNC_FLUSH, out); }

    void finish(std::string& out) override {
        deflate_all(Z_FINISH, out);
        deflateReset(&state_);
    }

private:
    void deflate_all(int mode, std::string& out) {
        do {
            state_.next_out = reinterpret_cast<Bytef*>(block_.data());
            state_.avail_out = static_cast<uInt>(block_.size());
            deflate(&state_, mode);  // fails only where there is nothing to do
            out.append(block_.data(), block_.size() - state_.avail_out);
        } while (state_.avail_out == 0);
    }

    z_stream state_{};
    std::array<char, block_size> block_{};
};

/// A frame for each part, with a checksum of its content.
class zstd_encoder final : public encoder {
public:
    zstd_encoder() : state_{ZSTD_createCCtx()} {
        if (!state_) throw std::bad_alloc{};
        ZSTD_CCtx_setParameter(state_.get(), ZSTD_c_checksumFlag, 1);
    }

    void add(std::string_view text, std::string& out) override { compress(text, ZSTD_e_continue, out); }
    void flush(std::string& out) override { compress({}, ZSTD_e_flush, out); }
    void finish(std::string& out) override { compress({}, ZSTD_e_end, out); }

private:
    struct release {
        void operator()(ZSTD_CCtx* state) const { ZSTD_freeCCtx(state); }
    };

    void compress(std::string_view text, ZSTD_EndDirective mode, std::string& out) {
        ZSTD_inBuffer from{text.data(), text.size(), 0};
        for (bool more = true; more;) {
            ZSTD_outBuffer to{block_.data(), block_.size(), 0};
            const std::size_t left = ZSTD_compressStream2(state_.get(), &to, &from, mode);
            if (ZSTD_isError(left) != 0) throw std::bad_alloc{};  // all else would be a mistake of ours
            out.append(block_.data(), to.pos);
            more = mode == ZSTD_e_continue ? from.pos < from.size : left != 0;
        }
    }

    std::unique_ptr<ZSTD_CCtx, release> state_;
    std::array<char, block_size> block_{};
};

}  // namespace

std::unique_ptr<encoder> encoder_for(std::string_view file_name) {
    if (file_name.ends_with(".gz")) return std::make_unique<gzip_encoder>();
    if (file_name.ends_with(".zst")) return std::make_unique<zstd_encoder>();
    return nullptr;
}

}  // namespace tracerouter::host
