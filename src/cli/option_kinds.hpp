#pragma once

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/option_values.hpp"
#include "run/config.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_options.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter::cli {

/// What an option does to the configuration.
struct option_value {
    /// Takes the value as typed.
    read_value<void> (*take)(run::config& out, std::string_view typed);
    /// What holds where the option is not given, as the help has it; null: nothing that a user would call a value.
    std::string (*usual)() = nullptr;
    /// The words that it takes; null: not one of a few words.
    std::vector<std::string_view> (*words)() = nullptr;
};

// The kinds of options. Each is told a member of the configuration, or of a part of it, and reads the default there.

template <class T>
T& in(run::config& all, T run::config::*member) {
    return all.*member;
}
template <class T>
T& in(run::config& all, T trace_options::*member) {
    return all.trace.*member;
}
template <class T>
T& in(run::config& all, T run::monitor_config::*member) {
    return all.monitor.*member;
}
template <class T>
T& in(run::config& all, T path_options::*member) {
    return all.wanted_paths.*member;
}
template <class T>
T& in(run::config& all, T tracer_options::*member) {
    return all.tracer.*member;
}

template <auto Member>
auto default_of() {
    run::config untouched;
    return in(untouched, Member);
}

/// What a member holds, where it may hold nothing, too.
template <class T>
struct held {
    using type = T;
};
template <class T>
struct held<std::optional<T>> {
    using type = T;
};
template <auto Member>
using held_by = typename held<decltype(default_of<Member>())>::type;

/// Writes what was read into a member.
template <auto Member, class T>
read_value<void> keep(run::config& out, read_value<T> value) {
    if (!value) return value.error();
    in(out, Member) = *std::move(value);
    return {};
}

template <std::integral Number>
std::string text_of(Number value) {
    return std::to_string(value);
}
template <class T>
std::string text_of(const std::optional<T>& value) {
    return value ? text_of(*value) : std::string{};
}

template <auto Member>
std::string default_text() {
    return text_of(default_of<Member>());
}

/// Takes no value: the option itself means one.
template <auto Member, auto Value>
constexpr option_value means() {
    const auto take = [](run::config& out, std::string_view) {
        in(out, Member) = Value;
        return read_value<void>{};
    };
    const auto usual = [] { return std::string{default_of<Member>() == Value ? " (the default)" : ""}; };
    return {take, usual};
}

template <auto Member>
constexpr option_value flag() {
    return means<Member, true>();
}

template <auto Member, std::uint32_t Least, std::uint32_t Most>
constexpr option_value number() {
    static_assert(Most <= std::numeric_limits<held_by<Member>>::max());
    const auto take = [](run::config& out, std::string_view typed) {
        return keep<Member>(out, read_number<held_by<Member>>(typed, Least, Most));
    };
    return {take, default_text<Member>};
}

/// So that a time can be told to a template.
constexpr std::int64_t in_milliseconds(duration value) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(value).count();
}

template <auto Member, std::int64_t Least, std::int64_t Most>
constexpr option_value seconds() {
    const auto take = [](run::config& out, std::string_view typed) {
        constexpr std::chrono::milliseconds least{Least};
        constexpr std::chrono::milliseconds most{Most};
        return keep<Member>(out, read_seconds(typed, least, most));
    };
    return {take, default_text<Member>};
}

/// One of the words of a table of named_choice.
template <auto Member, const auto& Choices>
constexpr option_value choice() {
    const auto take = [](run::config& out, std::string_view typed) {
        return keep<Member>(out, read_choice(typed, Choices));
    };
    const auto usual = [] {
        const auto is_default = [](const auto& one) { return one.choice == default_of<Member>(); };
        return std::string{std::ranges::find_if(Choices, is_default)->name};
    };
    const auto words = [] { return names_of(Choices); };
    return {take, usual, words};
}

/// Whatever a function of option_values.hpp reads.
template <auto Member, auto Read>
constexpr option_value any() {
    return {[](run::config& out, std::string_view typed) { return keep<Member>(out, Read(typed)); }};
}

template <auto Member>
constexpr option_value file() {
    return any<Member, read_file_name>();
}

}  // namespace tracerouter::cli
