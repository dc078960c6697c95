#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "report/sink.hpp"

namespace tracerouter::host {

/// Writes to a file, or to whatever standard output is. A file whose disk is full ends with the last whole line.
class file_sink final : public report::sink {
public:
    /// Standard output.
    file_sink() noexcept;

    /// Opens or creates a file. What it holds stays until empty() or keep() decides about it.
    [[nodiscard]] static boost::system::result<std::unique_ptr<file_sink>> open(const std::string& path);

    ~file_sink() override;

    /// Forgets what a file holds; nothing else holds anything.
    boost::system::error_code empty();

    /// Octets that a file holds.
    [[nodiscard]] std::uint64_t length() const noexcept;

    /// Cuts a file after so many octets; what is written next stands behind them. Errors: not_supported where there is
    /// no such thing; result_out_of_range if there are fewer.
    boost::system::error_code keep(std::uint64_t size);

    /// Octets up to the end of what was written last, in a file that was opened.
    [[nodiscard]] std::uint64_t size() const noexcept;

    /// Returns when everything written is on the disk.
    boost::system::error_code sync();

    /// Errors: broken_pipe when nobody reads any more, and whatever else the system says.
    boost::system::error_code write(std::string_view lines) override;

    [[nodiscard]] bool is_terminal() const noexcept;

    /// Columns of the terminal; 0: it is none, or does not say.
    [[nodiscard]] std::size_t terminal_width() const noexcept;

private:
    explicit file_sink(int file) noexcept;

    boost::system::error_code wait_until_writable() const;
    void take_back(std::string_view unfinished) const;

    int file_;
};

}  // namespace tracerouter::host
