#include "cli/derive/completion.hpp"

namespace tracerouter::cli {

offer offer_for(const option_row& row) {
    if (row.argument.empty()) return offer::no_value;
    if (row.value.words != nullptr) return offer::choice;
    if (row.argument == "FILE") return offer::file;
    return row.long_name == option::interface ? offer::interface : offer::nothing;
}

}  // namespace tracerouter::cli
