#include "report/text_buffer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "report/escape.hpp"

namespace tracerouter::report {
namespace {

constexpr std::size_t longest_number = 20;  // digits of 2^64
constexpr std::size_t longest_ipv4 = 15;

/// Most numbers of a trace are TTLs, codes and octets of addresses.
char* write_digits(char* to, std::uint64_t number) {
    if (number < 1000) {
        if (number >= 100) *to++ = static_cast<char>('0' + number / 100);
        if (number >= 10) *to++ = static_cast<char>('0' + number / 10 % 10);
        *to = static_cast<char>('0' + number % 10);
        return to + 1;
    }
    return std::to_chars(to, to + longest_number, number).ptr;
}

}  // namespace

text_buffer& text_buffer::append_number(std::uint64_t number) {
    size_ = static_cast<std::size_t>(write_digits(room(longest_number), number) - storage_.data());
    return *this;
}

text_buffer& text_buffer::append_padded(std::uint64_t number, std::size_t digits) {
    char* const to = room(digits);
    for (std::size_t place = digits; place-- > 0; number /= 10) to[place] = static_cast<char>('0' + number % 10);
    size_ += digits;
    return *this;
}

text_buffer& text_buffer::append(duration milliseconds) {
    if (milliseconds < duration::zero()) append('-');
    const auto signed_count = static_cast<std::uint64_t>(milliseconds.count());
    const auto nanoseconds = milliseconds < duration::zero() ? 0 - signed_count : signed_count;
    const auto microseconds = nanoseconds / 1000 + (nanoseconds % 1000 >= 500 ? 1 : 0);
    return append_number(microseconds / 1000).append('.').append_padded(microseconds % 1000, 3);
}

text_buffer& text_buffer::append(const boost::asio::ip::address& address) {
    if (address.is_v6()) return append(std::string_view{address_word(address)});
    char* to = room(longest_ipv4);
    const std::uint32_t bits = address.to_v4().to_uint();
    to = write_digits(to, bits >> 24);
    for (int shift = 16; shift >= 0; shift -= 8) {
        *to++ = '.';
        to = write_digits(to, (bits >> shift) & 0xFF);
    }
    size_ = static_cast<std::size_t>(to - storage_.data());
    return *this;
}

void text_buffer::grow(std::size_t count) {
    constexpr std::size_t first_size = 4096;
    storage_.resize(std::max({first_size, 2 * storage_.size(), size_ + count}));
}

}  // namespace tracerouter::report
