#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace tracerouter::cli {

/// Which targets are done, by their numbers. Most are done in about the order they were begun in: all below some number
/// are, and of those beyond it one octet each is kept.
class done_set {
public:
    void add(std::uint64_t number);
    [[nodiscard]] bool contains(std::uint64_t number) const noexcept;

    /// "0-1233 1240 1242-1250"; empty: none.
    [[nodiscard]] std::string text() const;

    /// Reads what text() wrote; nothing else.
    [[nodiscard]] static std::optional<done_set> parse(std::string_view text);

    friend bool operator==(const done_set&, const done_set&) = default;

private:
    std::uint64_t all_below_ = 0;
    std::deque<bool> beyond_;  ///< from all_below_ on; the first is not done
};

}  // namespace tracerouter::cli
