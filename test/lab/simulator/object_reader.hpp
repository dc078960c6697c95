#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "address.hpp"

namespace lab {

/// What is wrong with a scenario: one line each, "where: what is accepted".
using complaints = std::vector<std::string>;

/// Reads the keys of one JSON object. Each getter returns the fallback when the key is absent, and complains and
/// returns the fallback when its value is not acceptable. `finish` complains about keys that nobody asked for.
class object_reader {
public:
    object_reader(const boost::json::value& source, std::string where, complaints& errors);

    bool has(std::string_view key) const;
    const boost::json::value* find(std::string_view key);
    const boost::json::array* array(std::string_view key);

    double number(std::string_view key, double fallback, double least, double most);
    template <typename Integer>
    Integer integer(std::string_view key, Integer fallback, std::uint64_t least = 0,
                    std::uint64_t most = std::numeric_limits<Integer>::max()) {
        return static_cast<Integer>(whole_number(key, fallback, least, most));
    }
    std::chrono::nanoseconds milliseconds(std::string_view key, std::chrono::nanoseconds fallback);
    double share(std::string_view key, double fallback) { return number(key, fallback, 0, 1); }
    bool boolean(std::string_view key, bool fallback);
    std::string text(std::string_view key, std::string fallback);
    std::optional<address> host(std::string_view key);
    std::optional<prefix> network(std::string_view key);

    /// Two numbers of milliseconds [a, b], or one number for both.
    std::pair<std::chrono::nanoseconds, std::chrono::nanoseconds> milliseconds_range(std::string_view key);

    template <typename Value>
    Value one_of(std::string_view key, Value fallback, const std::vector<std::pair<std::string_view, Value>>& choices);

    void complain(std::string_view key, std::string_view accepted);
    void finish();

    std::string place(std::string_view key) const;
    complaints& errors() { return errors_; }

private:
    std::uint64_t whole_number(std::string_view key, std::uint64_t fallback, std::uint64_t least, std::uint64_t most);
    const boost::json::string* string_value(std::string_view key);

    const boost::json::object* object_ = nullptr;
    std::string where_;
    complaints& errors_;
    std::set<std::string, std::less<>> known_;
};

std::string joined(const std::vector<std::string>& words);

template <typename Value>
Value object_reader::one_of(std::string_view key, Value fallback,
                            const std::vector<std::pair<std::string_view, Value>>& choices) {
    const auto* given = find(key);
    if (given == nullptr) return fallback;
    std::vector<std::string> names;
    for (const auto& [name, value] : choices) {
        if (given->is_string() && given->get_string() == name) return value;
        names.emplace_back('"' + std::string(name) + '"');
    }
    complain(key, "one of " + joined(names));
    return fallback;
}

/// Whether the lab may use it: benchmark, private, shared and documentation networks only.
bool allowed_address(address candidate);

}  // namespace lab
