#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "tracerouter/time.hpp"

namespace tracerouter::report {

/// The longest time that a session may hold, a little more than a day. Any number of nanoseconds up to that is exact in
/// a double of milliseconds.
inline constexpr duration longest_time = std::chrono::seconds{100'000};

/// Typed access to the members of a JSON object that anyone may have written. The first thing that is wrong is noted in
/// `fault`, which several objects share; after that every call returns something harmless, so callers check once.
/// A member that is missing or null is absent.
class session_members {
public:
    session_members(const boost::json::object& object, std::string& fault) : object_{object}, fault_{fault} {}

    /// A whole number from `least` to `most`.
    template <std::unsigned_integral Number>
    [[nodiscard]] std::optional<Number> find_number(std::string_view key, std::uint64_t least = 0,
                                                    std::uint64_t most = std::numeric_limits<Number>::max()) {
        const auto found = find_whole(key, least, most);
        return found ? std::optional{static_cast<Number>(*found)} : std::nullopt;
    }
    template <std::unsigned_integral Number>
    [[nodiscard]] Number number(std::string_view key, std::uint64_t least = 0,
                                std::uint64_t most = std::numeric_limits<Number>::max()) {
        return required(key, find_number<Number>(key, least, most));
    }

    [[nodiscard]] std::optional<bool> find_flag(std::string_view key);
    [[nodiscard]] std::optional<std::string> find_text(std::string_view key);
    [[nodiscard]] std::string text(std::string_view key) { return required(key, find_text(key)); }

    [[nodiscard]] std::optional<boost::asio::ip::address> find_address(std::string_view key);
    [[nodiscard]] boost::asio::ip::address address(std::string_view key) { return required(key, find_address(key)); }

    /// Milliseconds from 0 to longest_time, rounded to nanoseconds.
    [[nodiscard]] duration milliseconds(std::string_view key);

    /// A moment as append_exact_utc_time() writes it, of the years 1970 to 2261, with up to nine decimals.
    [[nodiscard]] std::chrono::system_clock::time_point moment(std::string_view key);

    /// A list; null if there is none.
    [[nodiscard]] const boost::json::array* find_list(std::string_view key);

    /// An object, which is empty if there is none.
    [[nodiscard]] session_members object(std::string_view key);

    /// A word of ours, of which `value_of` knows the value.
    template <class Function>
    [[nodiscard]] auto word(std::string_view key, Function value_of) {
        const auto value = value_of(text(key));
        if (!value) note(key, "is not one of its words");
        return value.value_or(typename decltype(value)::value_type{});
    }

    [[nodiscard]] bool failed() const noexcept { return !fault_.empty(); }

private:
    [[nodiscard]] const boost::json::value* find(std::string_view key) const;
    [[nodiscard]] std::optional<std::uint64_t> find_whole(std::string_view key, std::uint64_t least,
                                                          std::uint64_t most);

    template <class Value>
    [[nodiscard]] Value required(std::string_view key, std::optional<Value> found) {
        if (!found) note(key, "is missing");
        return found.value_or(Value{});
    }

    void note(std::string_view key, const std::string& what);

    const boost::json::object& object_;
    std::string& fault_;
};

/// A moment of UTC as RFC 3339 section 5.6 has it, ending with "Z"; absent if it is none of the years 1970 to 2261.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> parse_utc_time(std::string_view text);

}  // namespace tracerouter::report
