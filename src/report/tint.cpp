#include "report/tint.hpp"

#include <chrono>

namespace tracerouter::report {
namespace {

// ECMA-48 section 8.3.117.
std::string_view sequence_of(tint kind) {
    switch (kind) {
        case tint::none: break;
        case tint::silent: return "\x1b[2m";
        case tint::near: return "\x1b[32m";
        case tint::distant: return "\x1b[33m";
        case tint::far: return "\x1b[35m";
        case tint::change: return "\x1b[36m";
        case tint::error: return "\x1b[31m";
    }
    return {};
}

}  // namespace

tint tint_of(duration rtt) {
    using std::chrono::milliseconds;
    if (rtt < milliseconds{25}) return tint::near;
    return rtt < milliseconds{100} ? tint::distant : tint::far;
}

std::string_view tint_begin(tint kind, bool color) {
    return color ? sequence_of(kind) : std::string_view{};
}

std::string_view tint_end(tint kind, bool color) {
    return color && kind != tint::none ? std::string_view{"\x1b[0m"} : std::string_view{};
}

std::string tinted(std::string_view text, tint kind, bool color) {
    if (text.empty()) return {};
    return std::string{tint_begin(kind, color)}.append(text).append(tint_end(kind, color));
}

void append_tinted(text_buffer& out, std::string_view text, tint kind, bool color) {
    if (!text.empty()) out.append_all(tint_begin(kind, color), text, tint_end(kind, color));
}

}  // namespace tracerouter::report
