#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace tracerouter::host {

/// Turns lines into what a file of their name holds. Only one thread may use it.
class encoder {
public:
    encoder() = default;
    encoder(const encoder&) = delete;
    encoder& operator=(const encoder&) = delete;
    virtual ~encoder() = default;

    /// Encodes text behind what was added before; `out` gets what is complete of it at its end.
    virtual void add(std::string_view text, std::string& out) = 0;

    /// Completes `out` so far that everything added can be read from it, however the file goes on or breaks off.
    virtual void flush(std::string& out) = 0;

    /// Ends a part of the file that can be read without all others; what is added next begins another.
    virtual void finish(std::string& out) = 0;
};

/// By the ending of the name: gzip (RFC 1952) for .gz, Zstandard (RFC 8878) for .zst; none: text stays as it is.
[[nodiscard]] std::unique_ptr<encoder> encoder_for(std::string_view file_name);

}  // namespace tracerouter::host
