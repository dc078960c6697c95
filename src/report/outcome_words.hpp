#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "tracerouter/probe_observation.hpp"

namespace tracerouter::report {

/// What has become of a probe, as events name it.
inline constexpr std::array<std::pair<probe_outcome, std::string_view>, 7> outcome_words{{
    {probe_outcome::sent, "sent"},
    {probe_outcome::answered, "answered"},
    {probe_outcome::lost, "lost"},
    {probe_outcome::late, "late"},
    {probe_outcome::duplicate, "duplicate"},
    {probe_outcome::refused, "refused"},
    {probe_outcome::limited, "limited"},
}};

[[nodiscard]] constexpr std::string_view outcome_word(probe_outcome outcome) {
    for (const auto& [value, word] : outcome_words) {
        if (value == outcome) return word;
    }
    return {};
}

/// Absent for any other word.
[[nodiscard]] constexpr std::optional<probe_outcome> outcome_of(std::string_view word) {
    for (const auto& [value, known] : outcome_words) {
        if (known == word) return value;
    }
    return {};
}

/// Whether an answer belongs to it.
[[nodiscard]] constexpr bool has_reply(probe_outcome outcome) noexcept {
    return outcome == probe_outcome::answered || outcome == probe_outcome::late || outcome == probe_outcome::duplicate;
}

}  // namespace tracerouter::report
