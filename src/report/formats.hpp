#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "report/reporter.hpp"
#include "report/reporter_settings.hpp"
#include "report/sink.hpp"

namespace tracerouter::report {

/// Of which traces a format shows hops before their end.
enum class streaming : unsigned char {
    never,
    single_target,  ///< of the only one: hops of several would come mixed
    always,
};

/// What a user can ask for and not every format has a place for.
enum class extra : unsigned char { path_mtu, as_numbers, places };

/// What a format has no place for, and what the user is told who asks for it.
struct format_gap {
    extra wanted;
    std::string_view reason;
};

/// Everything about an output format but how it is written: a row of the table of formats. Whoever behaves in another
/// way for some format asks its row.
struct output_format {
    std::string_view word;  ///< behind --format; empty: it has an option of its own
    streaming streams = streaming::never;
    bool watched = false;              ///< people look on as it is written, and wait no longer than a moment for a name
    bool shows_facts = true;           ///< names, AS numbers or places
    bool asks_as_names = true;         ///< of an AS, which takes a question more
    std::string_view not_resumable{};  ///< why no run can go on behind what another has written; empty: one can
    std::span<const format_gap> gaps{};
    std::unique_ptr<reporter> (*make)(sink& out, const reporter_settings& chosen);

    /// Why it has no place for something; empty: it has one.
    [[nodiscard]] constexpr std::string_view gap_of(extra wanted) const {
        for (const auto& gap : gaps) {
            if (gap.wanted == wanted) return gap.reason;
        }
        return {};
    }
};

/// Makes one, as a row of a table says it.
template <class Reporter>
std::unique_ptr<reporter> make_reporter(sink& out, const reporter_settings& chosen) {
    return std::make_unique<Reporter>(out, chosen);
}

/// Those with a word, in the order of the help. The first is the default.
[[nodiscard]] std::span<const output_format> output_formats();

/// The default as a table.
[[nodiscard]] const output_format& table_format();

}  // namespace tracerouter::report
