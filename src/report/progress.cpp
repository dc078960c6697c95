#include "report/progress.hpp"

#include <algorithm>
#include <chrono>

#include "report/text_buffer.hpp"

namespace tracerouter::report {
namespace {

double in_seconds(duration length) {
    return std::chrono::duration<double>{length}.count();
}

std::string number(std::uint64_t count) {
    return std::to_string(count);
}

std::string targets(const progress& now) {
    if (!now.total) return number(now.done) + " targets";
    // An estimate may be less than what is there.
    const auto total = std::max(*now.total, now.done);
    const auto percent = total == 0 ? 100 : 100.0 * static_cast<double>(now.done) / static_cast<double>(total);
    return number(now.done) + " of " + (now.total_is_exact ? "" : "about ") + number(total) + " targets (" +
           number(static_cast<std::uint64_t>(percent)) + " %)";
}

std::string rate(std::uint64_t now, std::uint64_t before, duration between) {
    if (between <= duration::zero()) return "0";
    return number(static_cast<std::uint64_t>(static_cast<double>(now - before) / in_seconds(between) + 0.5));
}

std::optional<duration> time_left(const progress& now) {
    const auto done = now.done - now.done_before;
    if (!now.total || done == 0 || now.done >= *now.total) return std::nullopt;
    const double share = static_cast<double>(*now.total - now.done) / static_cast<double>(done);
    const std::chrono::duration<double> left{in_seconds(now.elapsed) * share};
    // Nobody waits that long, and more does not fit.
    if (left > std::chrono::hours{100'000}) return std::nullopt;
    return std::chrono::duration_cast<duration>(left);
}

}  // namespace

std::string progress_line(const progress& now, const progress& before) {
    const auto between = now.elapsed - before.elapsed;
    std::string line = targets(now) + ", " + rate(now.probes, before.probes, between) + " probes/s, " +
                       rate(now.replies, before.replies, between) + " replies/s, " + number(now.dropped) + " dropped";
    if (const auto left = time_left(now)) line += ", " + clock_time(*left) + " left";
    return line;
}

std::array<std::string, 2> summary(const progress& end) {
    const auto traced = end.done - end.untraced;
    return {number(end.done) + " targets in " + clock_time(end.elapsed) + ": " + number(end.reached) + " reached, " +
                number(traced - end.reached) + " not reached, " + number(end.untraced) + " not traced",
            number(end.probes) + " probes, " + number(end.replies) + " replies from " + number(end.responders) +
                " addresses, " + number(end.dropped) + " lost in our own buffers, " + number(end.inferred) +
                " hops inferred, " + number(end.limited) + " limited"};
}

std::string clock_time(duration length) {
    const std::chrono::hh_mm_ss time{std::chrono::round<std::chrono::seconds>(length)};
    text_buffer out;
    out.append(static_cast<std::uint64_t>(time.hours().count()));
    out.append(':').append_padded(static_cast<std::uint64_t>(time.minutes().count()), 2);
    out.append(':').append_padded(static_cast<std::uint64_t>(time.seconds().count()), 2);
    return std::string{out.text()};
}

}  // namespace tracerouter::report
