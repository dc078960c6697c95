#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/probe_reference.hpp"
#include "engine/trace_setup.hpp"

/// \file What is left of a probe in a quote that a translator has changed on the way and nobody has changed back.
///
/// A quote counts if enough of it is right that a forger would have to guess, in fields that only somebody on the path
/// has seen. Always needed is a number that names a probe (16 bits); where numbers disagree, most of those that name
/// one must name the same, so that what is damaged is not taken for an answer to another probe. Beside it:
///
///   1. the cookie (16 bits; TCP 15), and the identifier or port (15 or 12) or the destination;
///   2. the cookie alone, while there are so few traces that it can be about: see slot_table::few_traces;
///   3. without the cookie: identifier or port and destination, if the source shows that there is a translator. Most
///      quotes of UDP end before the cookie: there two numbers that say the same stand for one of the two.
///
/// A checksum counts as the cookie, or as a number, as it came or as it was before the changes that are seen, since
/// translators that change a field change the checksum by as much (RFC 1624). The balance of an echo request tells what
/// its checksum was, and so do the mark of UDP and the flow label of IPv6. docs/security.md has the sums.
namespace tracerouter::engine {

/// Each would be the sequence number of the probe, if the field it is taken from is as it was sent.
using quoted_numbers = std::array<std::optional<std::uint16_t>, 4>;

/// The numbers in the quote of `reference`, which must have one, if it is about that flow.
[[nodiscard]] quoted_numbers numbers_in(const probe_reference& reference, const trace_setup& setup, const flow& flow);

/// Whether what is left, beside the numbers, can be of a flow of a trace.
struct remains {
    int numbers_needed = 0;  ///< that say the same; 0: it cannot
    bool among_few = false;  ///< only if there are few traces

    friend bool operator==(const remains&, const remains&) = default;
};

[[nodiscard]] remains what_remains(const probe_reference& reference, const trace_setup& setup, const flow& flow);

/// The probe that most of the numbers name, if as many as are needed do, and no other probe is named as often.
/// `index_of` gives the index of the probe with a sequence number, if there is one.
template <class IndexOf>
[[nodiscard]] std::optional<probe_index> named_probe(const quoted_numbers& numbers, int needed, IndexOf index_of) {
    std::optional<probe_index> best;
    int best_votes = needed - 1;
    for (const std::optional<std::uint16_t>& number : numbers) {
        const std::optional<probe_index> index = number ? index_of(*number) : std::nullopt;
        if (!index || index == best) continue;
        int votes = 0;
        for (const auto& other : numbers) votes += other && index_of(*other) == index ? 1 : 0;
        if (votes > best_votes) {
            best = index;
            best_votes = votes;
        } else if (votes == best_votes) {
            best.reset();
        }
    }
    return best;
}

/// The probe that a changed quote names, if what is left of it is of one flow of that trace. `index_of` finds the probe
/// by the number of its flow and its sequence number.
/// \param few there are few traces, so that less is asked
template <class IndexOf>
[[nodiscard]] std::optional<probe_index> index_left(const probe_reference& reference, const trace_setup& setup,
                                                    bool few, IndexOf index_of) {
    for (std::size_t number = 0; number < flow_count(setup); ++number) {
        const flow& flow = flow_of(setup, number);
        const remains left = what_remains(reference, setup, flow);
        if (left.numbers_needed == 0 || (left.among_few && !few)) continue;
        const auto of_this_flow = [&](std::uint16_t sequence) { return index_of(number, sequence); };
        const auto index = named_probe(numbers_in(reference, setup, flow), left.numbers_needed, of_this_flow);
        if (index) return index;
    }
    return std::nullopt;
}

}  // namespace tracerouter::engine
