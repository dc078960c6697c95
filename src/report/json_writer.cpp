#include "report/json_writer.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

#include "report/escape.hpp"
#include "report/utc_time.hpp"

namespace tracerouter::report {
namespace {

bool needs_no_escape(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

}  // namespace

json_writer& json_writer::value(std::string_view text) {
    if (needs_no_escape(text)) return word(text);
    std::string escaped;
    append_json_string(escaped, text);
    return token(std::string_view{escaped});
}

json_writer& json_writer::value(std::chrono::system_clock::time_point moment) {
    separate();
    append_utc_time(out_.append('"'), moment);
    out_.append('"');
    return *this;
}

json_writer& json_writer::exact(std::chrono::system_clock::time_point moment) {
    separate();
    append_exact_utc_time(out_.append('"'), moment);
    out_.append('"');
    return *this;
}

json_writer& json_writer::exact(duration milliseconds) {
    separate();
    if (milliseconds < duration::zero()) out_.append('-');
    const auto signed_count = static_cast<std::uint64_t>(milliseconds.count());
    const auto nanoseconds = milliseconds < duration::zero() ? 0 - signed_count : signed_count;
    out_.append(nanoseconds / 1'000'000).append('.').append_padded(nanoseconds % 1'000'000, 6);
    return *this;
}

json_writer& json_writer::value(const boost::asio::ip::address& address) {
    // A scope may be named as its interface is.
    if (address.is_v6()) return value(std::string_view{address.to_string()});
    separate();
    out_.append('"').append(address).append('"');
    return *this;
}

}  // namespace tracerouter::report
