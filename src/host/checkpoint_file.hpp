#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tracerouter::host {

/// A file that always holds the last text stored in it, whenever the process or the machine dies.
///
/// It is opened once and never replaced: later the right to do so may be gone. Each text is written where it does not
/// touch the one before, and counts from the moment its digest is on the disk. One process uses it at a time.
class checkpoint_file {
public:
    /// Opens or creates a file. Errors: what the system says; operation_would_block if another process uses
    /// it; not_supported if it is not a regular file.
    [[nodiscard]] static boost::system::result<std::unique_ptr<checkpoint_file>> open(const std::string& path);

    ~checkpoint_file();
    checkpoint_file(const checkpoint_file&) = delete;
    checkpoint_file& operator=(const checkpoint_file&) = delete;

    /// The text stored last; none in a file that is empty. Errors: illegal_byte_sequence if it holds something else,
    /// file_too_large if it is longer than any checkpoint; no more of it is read.
    [[nodiscard]] boost::system::result<std::optional<std::string>> load();

    /// Whether nothing was ever stored. Only after load().
    [[nodiscard]] bool is_new() const noexcept { return serial_ == 0; }

    /// Returns when the text is on the disk. Only after load().
    boost::system::error_code store(std::string_view text);

private:
    /// Where a text and its header stand in the file.
    struct place {
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
    };

    explicit checkpoint_file(int file) noexcept : file_{file} {}

    boost::system::error_code write(std::string_view record, std::uint64_t begin) const;

    int file_;
    std::uint64_t serial_ = 0;
    place last_;
};

}  // namespace tracerouter::host
