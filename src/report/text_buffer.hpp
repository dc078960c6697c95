#pragma once

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tracerouter/time.hpp"

namespace tracerouter::report {

/// Text that grows at its end and is used again for the next line. Formats write millions of lines: a piece whose
/// length the compiler knows costs a few moves here, and nothing is allocated once the buffer has its size.
class text_buffer {
public:
    [[nodiscard]] std::string_view text() const noexcept { return {storage_.data(), size_}; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    void clear() noexcept { size_ = 0; }
    /// Takes back what stands behind the first `size` octets.
    void cut_to(std::size_t size) noexcept { size_ = std::min(size_, size); }

    text_buffer& append(char character) {
        *room(1) = character;
        ++size_;
        return *this;
    }

    text_buffer& append(std::string_view piece) { return append_all(piece); }

    /// Several pieces, for which room is made once. Inlined, the lengths of literals are known.
    template <std::convertible_to<std::string_view>... Pieces>
    [[gnu::always_inline]] text_buffer& append_all(const Pieces&... pieces) {
        char* to = room((std::string_view{pieces}.size() + ...));
        ((to = copy(pieces, to)), ...);
        size_ = static_cast<std::size_t>(to - storage_.data());
        return *this;
    }

    text_buffer& append(std::unsigned_integral auto number) { return append_number(number); }

    /// A number behind several pieces: room is made once for all.
    template <std::convertible_to<std::string_view>... Pieces>
    [[gnu::always_inline]] text_buffer& append_behind(std::uint64_t number, const Pieces&... pieces) {
        char* to = room((std::string_view{pieces}.size() + ... + longest_number));
        ((to = copy(pieces, to)), ...);
        size_ = static_cast<std::size_t>(write_digits(to, number) - storage_.data());
        return *this;
    }

    /// Milliseconds with exactly three decimals: "0.412".
    text_buffer& append(duration milliseconds);

    text_buffer& append(const boost::asio::ip::address& address);

    /// Exactly so many digits: "007". Digits that do not fit are left out.
    text_buffer& append_padded(std::uint64_t number, std::size_t digits);

private:
    static constexpr std::size_t longest_number = 20;  // digits of 2^64

    /// Returns where the octet behind the digits goes. There must be room for the longest number.
    static char* write_digits(char* to, std::uint64_t number);

    [[gnu::always_inline]] static char* copy(std::string_view piece, char* to) {
        return std::copy(piece.begin(), piece.end(), to);
    }

    text_buffer& append_number(std::uint64_t number);

    /// Where the next octets go: room for `count` of them.
    [[nodiscard, gnu::always_inline]] char* room(std::size_t count) {
        if (storage_.size() - size_ < count) grow(count);
        return storage_.data() + size_;
    }
    void grow(std::size_t count);

    std::string storage_;
    std::size_t size_ = 0;  ///< of the text; what stands behind it has no meaning
};

}  // namespace tracerouter::report
