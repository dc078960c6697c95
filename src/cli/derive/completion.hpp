#pragma once

#include <string>

#include "cli/option_table.hpp"

namespace tracerouter::cli {

/// What a shell can offer as the value of an option.
enum class offer : unsigned char {
    no_value,   ///< the option takes none
    nothing,    ///< a number, a time, an address
    choice,     ///< one of the words of the row
    file,       ///< the name of a file
    interface,  ///< the name of a network interface
};

[[nodiscard]] offer offer_for(const option_row& row);

/// What each shell is to source, as text.
[[nodiscard]] std::string bash_completion();
[[nodiscard]] std::string zsh_completion();
[[nodiscard]] std::string fish_completion();

}  // namespace tracerouter::cli
