#include "report/text_buffer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "report/escape.hpp"

namespace tracerouter::report {
namespace {

/// The digits of an octet and a dot behind them.
struct octet_text {
    std::array<char, 4> text{};
    std::uint8_t digits = 0;
};

constexpr octet_text text_of(unsigned octet) {
    octet_text out;
    for (const unsigned unit : {100U, 10U, 1U}) {
        if (octet >= unit || unit == 1) out.text[out.digits++] = static_cast<char>('0' + octet / unit % 10);
    }
    out.text[out.digits] = '.';
    return out;
}

constexpr auto octet_texts = [] {
    std::array<octet_text, 256> out{};
    for (unsigned octet = 0; octet < out.size(); ++octet) out[octet] = text_of(octet);
    return out;
}();

/// Writes four characters, and returns where the first one behind the digits is, the dot.
char* write_octet(char* to, std::size_t octet) {
    const octet_text& known = octet_texts[octet];
    std::memcpy(to, known.text.data(), known.text.size());
    return to + known.digits;
}

}  // namespace

// Most numbers of a trace are TTLs and codes.
char* text_buffer::write_digits(char* to, std::uint64_t number) {
    if (number < octet_texts.size()) return write_octet(to, number);
    return std::to_chars(to, to + longest_number, number).ptr;
}

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
    char* to = room(address.to_v4().to_bytes().size() * sizeof octet_text::text);
    for (const unsigned char octet : address.to_v4().to_bytes()) to = write_octet(to, octet) + 1;
    --to;  // no dot behind the last one
    size_ = static_cast<std::size_t>(to - storage_.data());
    return *this;
}

void text_buffer::grow(std::size_t count) {
    storage_.resize(std::max(2 * storage_.size(), size_ + count));
}

}  // namespace tracerouter::report
