#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/raw_options.hpp"
#include "host/refusal.hpp"

namespace tracerouter::cli {

/// An option that a kind of run has no use for.
struct unfit_option {
    std::string_view name;
    std::string_view why;
};

[[nodiscard]] inline host::refusal refuse(const raw_option& typed, std::string_view why) {
    return {typed.spelling + ": " + std::string{why}};
}

/// Null: it was not given.
[[nodiscard]] inline const raw_option* typed_option(const raw_options& raw, std::string_view name) {
    const auto found = std::ranges::find(raw.options, name, &raw_option::name);
    return found == raw.options.end() ? nullptr : &*found;
}

/// What is said of the first of them that was given.
[[nodiscard]] inline std::optional<host::refusal> first_unfit(const raw_options& raw,
                                                              std::span<const unfit_option> unfit) {
    for (const auto& [name, why] : unfit) {
        if (const auto* typed = typed_option(raw, name)) return refuse(*typed, why);
    }
    return std::nullopt;
}

/// The format with that word; null: there is none.
template <class Format>
const Format* find_format(std::span<const Format> formats, std::string_view word) {
    const auto found = std::ranges::find(formats, word, &Format::word);
    return found == formats.end() ? nullptr : &*found;
}

template <class Format>
std::vector<std::string_view> words_in(std::span<const Format> formats) {
    std::vector<std::string_view> words;
    for (const Format& one : formats) words.push_back(one.word);
    return words;
}

}  // namespace tracerouter::cli
