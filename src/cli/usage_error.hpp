#pragma once

#include <string>

namespace tracerouter::cli {

/// What is wrong with the command line: which option or target, its value, and what is accepted instead.
struct usage_error {
    std::string message;

    friend bool operator==(const usage_error&, const usage_error&) = default;
};

}  // namespace tracerouter::cli
