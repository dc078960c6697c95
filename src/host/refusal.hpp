#pragma once

#include <boost/system/result.hpp>

#include <string>

#include "host/exit_code.hpp"

namespace tracerouter::host {

/// Why the program does not go on.
struct refusal {
    std::string message;                      ///< one line for the user: what is wrong, and what is accepted instead
    exit_code code = exit_code::wrong_usage;  ///< what it ends with
};

/// What was asked for, or why the program does not go on.
template <class T>
using or_refusal = boost::system::result<T, refusal>;

}  // namespace tracerouter::host
