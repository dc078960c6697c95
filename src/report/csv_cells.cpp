#include "report/csv_cells.hpp"

#include "report/escape.hpp"

namespace tracerouter::report {

std::string csv_field(std::string_view text) {
    auto harmless = escape_cell(text);
    if (harmless.find_first_of(",;\"") == std::string::npos) return harmless;
    std::string quoted{'"'};
    for (const char c : harmless) quoted.append(c == '"' ? 2 : 1, c);
    return quoted += '"';
}

void put_fact_cells(text_buffer& out, const address_facts& known) {
    put_cell(out, std::string_view{known.name ? escape_cell(escape_word(*known.name)) : std::string{}});
    put_cell(out, known.asn);
    for (const auto* text : {&known.as_name, &known.country, &known.city}) {
        put_cell(out, std::string_view{*text ? csv_field(**text) : std::string{}});
    }
}

}  // namespace tracerouter::report
