#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tracerouter::targets {

/// No target is longer. A longer line is told from a shorter one, but its text is not kept.
inline constexpr std::size_t max_line_length = 1024;

/// Reads a file, or standard input, line by line, holding one block of it at a time and never waiting for one.
class line_reader {
public:
    struct line {
        std::size_t number = 0;  ///< from 1
        std::string_view text;   ///< without its end; holds until the next call of next()
        bool too_long = false;   ///< longer than max_line_length: `text` is empty

        friend bool operator==(const line&, const line&) = default;
    };
    enum class state : unsigned char {
        end,      ///< there are no more lines
        waiting,  ///< the next line has not been written yet: async_wait
    };
    using outcome = std::variant<line, state, boost::system::error_code>;

    /// Opens a file; "-" is standard input. Errors: what the system says; is_a_directory.
    [[nodiscard]] static boost::system::result<line_reader> open(const boost::asio::any_io_executor& executor,
                                                                 const std::string& path);

    /// The next line. An error ends the list: what the system says, or errc::line_too_long where a line goes on and on
    /// (/dev/zero), since nobody would be asked to stop in between.
    [[nodiscard]] outcome next();

    /// Completes when next() is worth another call. Only after it said `waiting`.
    void async_wait(boost::asio::any_completion_handler<void(boost::system::error_code)> handler);

    /// Ends a wait, with operation_aborted.
    void cancel();

    /// Octets of the file, where it is one that has a length.
    [[nodiscard]] std::optional<std::uint64_t> size() const noexcept { return size_; }

    /// Octets of the lines given so far.
    [[nodiscard]] std::uint64_t consumed() const noexcept { return received_ - (buffer_.size() - position_); }

    /// Gives the content of a file that has a size, from its beginning to its end, whatever was read of it.
    boost::system::error_code read_all(const std::function<void(std::string_view block)>& take) const;

    /// How messages call it.
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

private:
    line_reader(boost::asio::posix::stream_descriptor input, std::string name);

    [[nodiscard]] bool take_line(line& taken);
    [[nodiscard]] line take_rest();
    [[nodiscard]] line made_of(std::string_view text);
    [[nodiscard]] bool readable();
    boost::system::error_code read_block();

    mutable boost::asio::posix::stream_descriptor input_;  // has no way to tell its number without change
    std::string name_;
    std::string buffer_;
    std::size_t position_ = 0;  ///< of the first character in buffer_ that was not given yet
    std::size_t lines_ = 0;
    std::optional<std::uint64_t> size_;
    std::uint64_t received_ = 0;  ///< octets
    std::size_t dropped_ = 0;     ///< octets of the beginning of the current line, which is too long
    bool ended_ = false;
};

}  // namespace tracerouter::targets
