#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <optional>

#include "stats/flap_damper.hpp"

namespace tracerouter::stats {

/// Where in time something was seen.
struct sighting {
    std::uint64_t round = 0;  ///< of the target
    std::uint64_t turn = 0;   ///< how many rounds the flow has had until then, this one included
    std::chrono::system_clock::time_point sent_at{};  ///< of the probe
};

/// What each round of a flow says anew, such as who answers at a TTL, and whether it has changed for good.
///
/// 1. Only what is seen counts. Silence changes nothing.
/// 2. A new value is confirmed when it is seen a second time within three turns of the flow.
/// 3. A value that was never seen twice in a row is replaced without a word: nothing steady was lost.
/// 4. While it alternates (four switches in the last eight sightings, or a return to what was told last), or while the
///    flap_damper suppresses changes, a change is not told. Once it is steady again, the difference to what was told
///    last is told, if there is one.
template <class Value>
class steady_value {
public:
    /// A change to be told.
    struct change {
        Value before{};
        Value after{};
        sighting first{};  ///< of `after`
    };

    /// A candidate: seen once, not confirmed.
    struct candidate {
        Value value{};
        sighting first{};
    };

    /// It was seen. Returns the change to be told now, if any.
    std::optional<change> saw(const Value& value, const sighting& when) {
        if (!current_) {
            current_ = told_ = last_ = value;
            return std::nullopt;
        }
        const bool repeated = value == *last_;
        switches_ = static_cast<std::uint8_t>(switches_ << 1 | (repeated ? 0 : 1));
        returns_ = static_cast<std::uint8_t>(returns_ << 1 | (!repeated && value == *told_ ? 1 : 0));
        last_ = value;
        if (value == *current_) {
            steady_ = steady_ || repeated;
        } else if (const candidate* const confirmed = seen_lately(value, when)) {
            replace(*confirmed, when);
        } else {
            candidates_[1] = candidates_[0];
            candidates_[0] = candidate{value, when};
        }
        return change_to_tell(when);
    }

    /// The confirmed value; absent until one was seen.
    [[nodiscard]] const std::optional<Value>& current() const noexcept { return current_; }
    /// What may become the next one, if the value before was steady.
    [[nodiscard]] const candidate* next() const noexcept {
        return candidates_[0] && steady_ ? &*candidates_[0] : nullptr;
    }

private:
    static constexpr std::uint64_t turns_to_confirm = 3;
    static constexpr int switches_of_alternation = 4;

    const candidate* seen_lately(const Value& value, const sighting& when) const {
        for (const std::optional<candidate>& one : candidates_) {
            if (one && one->value == value && when.turn - one->first.turn < turns_to_confirm) return &*one;
        }
        return nullptr;
    }

    void replace(const candidate& confirmed, const sighting& when) {
        current_ = confirmed.value;
        changed_ = confirmed.first;
        candidates_ = {};
        if (!steady_) {
            told_ = current_;
            return;
        }
        damper_.changed(when.sent_at);
    }

    std::optional<change> change_to_tell(const sighting& when) {
        if (*told_ == *current_ || std::popcount(switches_) >= switches_of_alternation || returns_ != 0)
            return std::nullopt;
        if (damper_.suppresses(when.sent_at)) return std::nullopt;
        const change told{*told_, *current_, changed_};
        told_ = current_;
        return told;
    }

    std::optional<Value> current_{};
    std::optional<Value> told_{};  // until which change all was told
    std::optional<Value> last_{};  // seen last
    // Two, the newer one first: the new way may itself be two that take turns.
    std::array<std::optional<candidate>, 2> candidates_{};
    sighting changed_{};         // when the current value was seen first
    std::uint8_t switches_ = 0;  // of the last eight sightings; 1: it differed from the one before
    std::uint8_t returns_ = 0;   // of the last eight sightings; 1: back to what was told, from something else
    bool steady_ = false;        // some value was seen twice in a row
    flap_damper damper_{};
};

}  // namespace tracerouter::stats
