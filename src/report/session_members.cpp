#include "report/session_members.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <cmath>

namespace tracerouter::report {
namespace {

/// Takes digits off the front of a text, exactly so many.
std::optional<unsigned> take_digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return {};
    unsigned number = 0;
    for (const char one : text.substr(0, count)) {
        if (one < '0' || one > '9') return {};
        number = number * 10 + static_cast<unsigned>(one - '0');
    }
    text.remove_prefix(count);
    return number;
}

/// The same with a sign behind them.
std::optional<unsigned> take_field(std::string_view& text, std::size_t count, char sign) {
    const auto number = take_digits(text, count);
    if (!number || !text.starts_with(sign)) return {};
    text.remove_prefix(1);
    return number;
}

std::optional<std::chrono::sys_days> take_day(std::string_view& text) {
    const auto year = take_field(text, 4, '-');
    const auto month = take_field(text, 2, '-');
    const auto day = take_field(text, 2, 'T');
    // Nanoseconds of 64 bits end in April 2262.
    if (!year || !month || !day || *year < 1970 || *year > 2261) return {};
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)}, std::chrono::month{*month},
                                           std::chrono::day{*day}};
    return date.ok() ? std::optional{std::chrono::sys_days{date}} : std::nullopt;
}

/// Decimals of a second, with the point before them and the Z behind, or the Z alone.
std::optional<std::chrono::nanoseconds> take_decimals(std::string_view text) {
    if (text == "Z") return std::chrono::nanoseconds{0};
    constexpr std::size_t most = 9;
    if (!text.starts_with('.') || !text.ends_with('Z')) return {};
    text = text.substr(1, text.size() - 2);
    const auto digits = text.size();
    if (digits == 0 || digits > most) return {};
    auto number = take_digits(text, digits);
    for (auto i = digits; number && i < most; ++i) *number *= 10;
    return number ? std::optional{std::chrono::nanoseconds{*number}} : std::nullopt;
}

}  // namespace

std::optional<std::chrono::system_clock::time_point> parse_utc_time(std::string_view text) {
    const auto day = take_day(text);
    const auto hours = take_field(text, 2, ':');
    const auto minutes = take_field(text, 2, ':');
    const auto seconds = take_digits(text, 2);
    const auto decimals = take_decimals(text);
    if (!day || !hours || !minutes || !seconds || !decimals || *hours > 23 || *minutes > 59 || *seconds > 59) return {};
    const std::chrono::nanoseconds time =
        std::chrono::hours{*hours} + std::chrono::minutes{*minutes} + std::chrono::seconds{*seconds} + *decimals;
    return std::chrono::time_point_cast<std::chrono::system_clock::duration>(*day + time);
}

const boost::json::value* session_members::find(std::string_view key) const {
    const auto* found = object_.if_contains(key);
    return found != nullptr && found->is_null() ? nullptr : found;
}

std::optional<std::uint64_t> session_members::find_whole(std::string_view key, std::uint64_t least,
                                                         std::uint64_t most) {
    const auto* found = find(key);
    if (found == nullptr) return {};
    // Boost.JSON keeps what fits into 63 bits as signed.
    std::optional<std::uint64_t> number;
    if (const auto* small = found->if_int64(); small != nullptr && *small >= 0) {
        number = static_cast<std::uint64_t>(*small);
    }
    if (const auto* large = found->if_uint64()) number = *large;
    if (number && *number >= least && *number <= most) return number;
    note(key, "is no whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return least;
}

std::optional<bool> session_members::find_flag(std::string_view key) {
    const auto* found = find(key);
    if (found == nullptr) return {};
    if (!found->is_bool()) note(key, "is neither true nor false");
    return found->is_bool() && found->get_bool();
}

std::optional<std::string> session_members::find_text(std::string_view key) {
    const auto* found = find(key);
    if (found == nullptr) return {};
    if (const auto* text = found->if_string()) return std::string{std::string_view{*text}};
    note(key, "is no text");
    return std::string{};
}

std::optional<boost::asio::ip::address> session_members::find_address(std::string_view key) {
    constexpr std::size_t longest = 64;  // with the name of an interface
    const auto text = find_text(key);
    if (!text || failed()) return text ? std::optional{boost::asio::ip::address{}} : std::nullopt;
    boost::system::error_code error;
    // What looks at C strings would not see what stands behind a zero.
    const bool plausible = text->size() <= longest && text->find('\0') == std::string::npos;
    const auto address = plausible ? boost::asio::ip::make_address(*text, error) : boost::asio::ip::address{};
    if (!plausible || error) note(key, "is no address");
    return address;
}

duration session_members::milliseconds(std::string_view key) {
    constexpr std::int64_t most = std::chrono::duration_cast<std::chrono::milliseconds>(longest_time).count();
    const auto* found = find(key);
    if (found == nullptr) return required(key, std::optional<duration>{});
    boost::system::error_code error;
    const double number = found->is_number() ? found->to_number<double>(error) : -1;
    if (!error && number >= 0 && number <= static_cast<double>(most)) return duration{std::llround(number * 1e6)};
    note(key, "is no number from 0 to " + std::to_string(most));
    return {};
}

std::chrono::system_clock::time_point session_members::moment(std::string_view key) {
    const auto written = text(key);
    const auto parsed = parse_utc_time(written);
    if (!parsed) note(key, "is no time of UTC");
    return parsed.value_or(std::chrono::system_clock::time_point{});
}

const boost::json::array* session_members::find_list(std::string_view key) {
    const auto* found = find(key);
    if (found == nullptr) return nullptr;
    if (!found->is_array()) note(key, "is no list");
    return found->if_array();
}

session_members session_members::object(std::string_view key) {
    static const boost::json::object nothing;
    const auto* found = find(key);
    const auto* object = found != nullptr ? found->if_object() : nullptr;
    if (object == nullptr) note(key, found == nullptr ? "is missing" : "is no object");
    return {object != nullptr ? *object : nothing, fault_};
}

void session_members::note(std::string_view key, const std::string& what) {
    if (fault_.empty()) fault_ = '"' + std::string{key} + "\" " + what;
}

}  // namespace tracerouter::report
