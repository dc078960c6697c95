#include "object_reader.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>

namespace lab {
namespace {

namespace json = boost::json;

constexpr double longest_ms = 3'600'000;

std::optional<double> as_number(const json::value& value) {
    if (!value.is_number()) return std::nullopt;
    return value.to_number<double>();
}

std::chrono::nanoseconds from_ms(double ms) {
    return std::chrono::nanoseconds(std::llround(ms * 1e6));
}

std::string plain(double value) {
    std::string text = std::to_string(value);
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
}

}  // namespace

object_reader::object_reader(const json::value& source, std::string where, complaints& errors)
    : where_(std::move(where)), errors_(errors) {
    if (source.is_object())
        object_ = &source.get_object();
    else
        errors_.push_back((where_.empty() ? "the document" : where_) + ": expected an object");
}

std::string object_reader::place(std::string_view key) const {
    return where_.empty() ? std::string(key) : where_ + '.' + std::string(key);
}

void object_reader::complain(std::string_view key, std::string_view accepted) {
    errors_.push_back(place(key) + ": expected " + std::string(accepted));
}

bool object_reader::has(std::string_view key) const {
    return object_ != nullptr && object_->contains(key);
}

const json::value* object_reader::find(std::string_view key) {
    known_.emplace(key);
    return object_ == nullptr ? nullptr : object_->if_contains(key);
}

const json::array* object_reader::array(std::string_view key) {
    const auto* value = find(key);
    if (value == nullptr) return nullptr;
    if (!value->is_array()) complain(key, "an array");
    return value->if_array();
}

const json::string* object_reader::string_value(std::string_view key) {
    const auto* value = find(key);
    if (value == nullptr) return nullptr;
    if (!value->is_string()) complain(key, "a string");
    return value->if_string();
}

double object_reader::number(std::string_view key, double fallback, double least, double most) {
    const auto* value = find(key);
    if (value == nullptr) return fallback;
    const auto given = as_number(*value);
    if (given && *given >= least && *given <= most) return *given;
    complain(key, "a number from " + plain(least) + " to " + plain(most));
    return fallback;
}

std::uint64_t object_reader::whole_number(std::string_view key, std::uint64_t fallback, std::uint64_t least,
                                          std::uint64_t most) {
    const auto* value = find(key);
    if (value == nullptr) return fallback;
    json::error_code error;
    const auto given = value->to_number<std::uint64_t>(error);
    if (!error && given >= least && given <= most) return given;
    complain(key, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return fallback;
}

std::chrono::nanoseconds object_reader::milliseconds(std::string_view key, std::chrono::nanoseconds fallback) {
    if (!has(key)) return find(key), fallback;
    return from_ms(number(key, 0, 0, longest_ms));
}

std::pair<std::chrono::nanoseconds, std::chrono::nanoseconds> object_reader::milliseconds_range(std::string_view key) {
    const auto* value = find(key);
    if (value == nullptr) return {};
    if (const auto single = as_number(*value); single && *single >= 0) return {from_ms(*single), from_ms(*single)};
    if (const auto* pair = value->if_array(); pair != nullptr && pair->size() == 2) {
        const auto first = as_number((*pair)[0]);
        const auto last = as_number((*pair)[1]);
        if (first && last && *first >= 0 && *last >= 0) return {from_ms(*first), from_ms(*last)};
    }
    complain(key, "milliseconds, or two of them: [first, last]");
    return {};
}

bool object_reader::boolean(std::string_view key, bool fallback) {
    const auto* value = find(key);
    if (value == nullptr) return fallback;
    if (!value->is_bool()) complain(key, "true or false");
    return value->is_bool() ? value->get_bool() : fallback;
}

std::string object_reader::text(std::string_view key, std::string fallback) {
    const auto* value = string_value(key);
    return value == nullptr ? std::move(fallback) : std::string(value->data(), value->size());
}

std::optional<address> object_reader::host(std::string_view key) {
    const auto* value = string_value(key);
    if (value == nullptr) return std::nullopt;
    const auto parsed = parse_address({value->data(), value->size()});
    if (parsed && allowed_address(*parsed)) return parsed;
    complain(key, "an IPv4 address of 198.18.0.0/15, 10.0.0.0/8, 100.64.0.0/10 or a documentation network");
    return std::nullopt;
}

std::optional<prefix> object_reader::network(std::string_view key) {
    const auto* value = string_value(key);
    if (value == nullptr) return std::nullopt;
    const auto parsed = parse_prefix({value->data(), value->size()});
    if (parsed && allowed_address(parsed->first) && allowed_address(parsed->first + (parsed->size() - 1)))
        return parsed;
    complain(key, "an IPv4 prefix inside 198.18.0.0/15, 10.0.0.0/8, 100.64.0.0/10 or a documentation network");
    return std::nullopt;
}

void object_reader::finish() {
    if (object_ == nullptr) return;
    const std::vector<std::string> known(known_.begin(), known_.end());
    for (const auto& member : *object_) {
        if (!known_.contains(std::string_view(member.key())))
            errors_.push_back(place(member.key()) + ": unknown key; known here: " + joined(known));
    }
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

bool allowed_address(address candidate) {
    static const std::array allowed{parse_prefix("198.18.0.0/15"),   parse_prefix("10.0.0.0/8"),
                                    parse_prefix("100.64.0.0/10"),   parse_prefix("192.0.2.0/24"),
                                    parse_prefix("198.51.100.0/24"), parse_prefix("203.0.113.0/24")};
    return std::any_of(allowed.begin(), allowed.end(), [&](const auto& net) { return net->contains(candidate); });
}

}  // namespace lab
