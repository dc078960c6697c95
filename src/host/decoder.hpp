#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace tracerouter::host {

/// Turns what a file holds into lines, as encoder has written them or another program. Whoever wrote the file, memory
/// stays within some blocks of 64 KiB and the window of its format: 32 KiB for gzip, 128 MiB at most for Zstandard.
class decoder {
public:
    enum class progress : std::uint8_t {
        whole,   ///< everything so far can be read without what follows
        open,    ///< it ends amid a part: more is to come, or the file was cut
        broken,  ///< nothing can be read from somewhere on
    };

    decoder() = default;
    decoder(const decoder&) = delete;
    decoder& operator=(const decoder&) = delete;
    virtual ~decoder() = default;

    /// Decodes the next octets of the file. `take` gets all that is known by then, block by block. What stands behind
    /// something broken is not looked at.
    virtual void add(std::string_view octets, const std::function<void(std::string_view)>& take) = 0;

    /// How far the octets so far go.
    [[nodiscard]] progress state() const noexcept { return state_; }

protected:
    void set_state(progress now) noexcept { state_ = now; }

private:
    progress state_ = progress::whole;
};

/// By the ending of the name, as encoder_for(): gzip for .gz, Zstandard for .zst; none: the file holds text.
[[nodiscard]] std::unique_ptr<decoder> decoder_for(std::string_view file_name);

}  // namespace tracerouter::host
