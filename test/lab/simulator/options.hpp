#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lab {

enum class family { ipv4, ipv6, both };

enum class action { help, run, truth, targets, check };

struct options {
    action what = action::help;
    std::string scenario;
    std::optional<std::uint64_t> seed;
    std::uint64_t limit = UINT64_MAX;
    std::uint64_t spread = 0;         // so many targets from all over a generated internet
    family addresses = family::ipv4;  // of names and of listed targets
    std::string stats_file;
    std::string log_file;
    std::vector<std::string> rest;  // the command of run, the addresses of truth
};

extern const char* const help_text;

/// The options, or what is wrong with them in `error`.
std::optional<options> parse_options(const std::vector<std::string>& arguments, std::string& error);

}  // namespace lab
