#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "report/address_facts.hpp"
#include "report/text_buffer.hpp"

namespace tracerouter::report {

// Cells of comma-separated values (RFC 4180). Each but the first of a line has its comma before it.

/// A field that may hold anything, with quotes where it needs them: some spreadsheets take semicolons for commas.
[[nodiscard]] std::string csv_field(std::string_view text);

/// A cell, empty if there is nothing to say.
template <class Value>
void put_cell(text_buffer& out, const std::optional<Value>& known) {
    out.append(',');
    if (known) out.append(*known);
}

/// A word of ours.
inline void put_cell(text_buffer& out, std::string_view text) {
    out.append_all(",", text);
}

/// Name, AS number, name of the AS, country and city.
void put_fact_cells(text_buffer& out, const address_facts& known);

/// The same where there is no address, behind the comma before the first.
inline constexpr std::string_view no_fact_cells = ",,,,";

}  // namespace tracerouter::report
