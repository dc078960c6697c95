#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "view/command.hpp"
#include "view/key_reader.hpp"

namespace tracerouter::view {

/// What is asked for in the last line of the screen. Keys are taken as they come: nothing waits for the answer.
class prompt {
public:
    enum class question : std::uint8_t { columns, interval, replay_time };

    prompt(question asked, std::string proposal) : asked_{asked}, typed_{std::move(proposal)} {}

    enum class progress : std::uint8_t { open, answered, given_up };

    /// Enter answers, escape gives up, backspace takes the last character away. A proposal goes with the first
    /// character that is typed, and stays with a backspace first.
    progress press(const key& pressed);

    [[nodiscard]] question asked() const noexcept { return asked_; }
    [[nodiscard]] const std::string& typed() const noexcept { return typed_; }

    /// "Columns: LSNBpWh".
    [[nodiscard]] std::string text() const;

private:
    static constexpr std::size_t most_characters = 32;

    question asked_;
    std::string typed_;
    bool proposed_ = true;  ///< nothing was typed yet
};

/// An interval as typed, in seconds: "0.5". Absent: it is none, or out of bounds (command.hpp).
[[nodiscard]] std::optional<duration> parse_interval(std::string_view typed);

/// A span as typed: "90", "1:30" or "0:01:30", up to a year. Absent: it is none.
[[nodiscard]] std::optional<duration> parse_time(std::string_view typed);

}  // namespace tracerouter::view
