#include "view/columns.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "view/cause.hpp"
#include "view/figures.hpp"

namespace tracerouter::view {
namespace {

constexpr std::array<hop_column, 20> hop_columns{{
    {'L', "Loss%", 100, "lost, of all probes that are decided"},
    {'D', "Drop", 30, "probes lost"},
    {'R', "Rcv", 35, "probes answered in time"},
    {'S', "Snt", 60, "probes sent"},
    {'N', "Last", 80, "newest time; * if that probe was lost"},
    {'B', "Best", 70, "shortest time"},
    {'A', "Avg", 55, "mean time"},
    {'W', "Wrst", 65, "longest time"},
    {'V', "StDev", 45, "standard deviation of the times"},
    {'G', "Gmean", 25, "geometric mean of the times"},
    {'J', "Jttr", 44, "jitter: newest difference of two times"},
    {'M', "Javg", 43, "jitter: mean difference"},
    {'X', "Jmax", 42, "jitter: largest difference"},
    {'I', "Jint", 41, "jitter of RFC 3550; mtr shows 16 times it"},
    {'p', "Med", 90, "median of the last 5 minutes"},
    {'q', "p95", 75, "95 of 100 times are shorter (5 minutes)"},
    {'9', "p99", 50, "99 of 100 times are shorter (5 minutes)"},
    {'w', "Loss5", 58, "lost in the last 5 minutes, per cent"},
    {'c', "Why", 57, "what the losses mean (see below)"},
    {'h', "History", 10, "strip of the last minutes"},
}};

constexpr std::chrono::seconds shown_window{300};

std::string last_text(const hop_summary& hop) {
    if (!hop.rtt.last && hop.probes.decided() > 0) return "*";
    return milliseconds_text(hop.rtt.last);
}

std::string rtt_text(char letter, const rtt_summary& rtt, const rtt_summary& recent) {
    switch (letter) {
        case 'B': return milliseconds_text(rtt.best);
        case 'A': return milliseconds_text(rtt.mean);
        case 'W': return milliseconds_text(rtt.worst);
        case 'V': return milliseconds_text(rtt.deviation);
        case 'G': return milliseconds_text(rtt.geometric_mean);
        case 'J': return milliseconds_text(rtt.last_difference);
        case 'M': return milliseconds_text(rtt.mean_difference);
        case 'X': return milliseconds_text(rtt.worst_difference);
        case 'I': return milliseconds_text(rtt.jitter);
        case 'p': return milliseconds_text(recent.median);
        case 'q': return milliseconds_text(recent.p95);
        case '9': return milliseconds_text(recent.p99);
        default: return {};
    }
}

std::optional<double> loss_of(const window_summary* window) {
    return window != nullptr && window->loss ? std::optional{window->loss->share} : std::nullopt;
}

}  // namespace

const hop_column* find_column(char letter) {
    const auto* const found = std::find_if(hop_columns.begin(), hop_columns.end(),
                                           [letter](const hop_column& column) { return column.letter == letter; });
    return found == hop_columns.end() ? nullptr : found;
}

std::optional<std::string> checked_columns(std::string_view typed) {
    std::string letters;
    for (const char letter : typed) {
        if (letter == ' ' || letter == '_') continue;
        if (find_column(letter) == nullptr) return std::nullopt;
        if (letters.find(letter) == std::string::npos) letters += letter;
    }
    return letters.empty() ? std::nullopt : std::optional{letters};
}

std::string column_text(char letter, const monitor_result& result, const hop_summary& hop) {
    const auto* const window = window_of(hop, shown_window);
    switch (letter) {
        case 'L': return percent_text(hop.loss ? std::optional{hop.loss->share} : std::nullopt);
        case 'D': return count_text(hop.probes.lost);
        case 'R': return count_text(hop.probes.answered);
        case 'S': return count_text(hop.probes.sent);
        case 'N': return last_text(hop);
        case 'w': return percent_text(loss_of(window));
        case 'c': return std::string{word_of(cause_of(result, hop))};
        default: return rtt_text(letter, hop.rtt, window != nullptr ? window->rtt : hop.rtt);
    }
}

std::string column_text(char letter, const responder_summary& responder) {
    if (letter == 'R') return count_text(responder.rtt.count);
    if (letter == 'N') return milliseconds_text(responder.rtt.last);
    return rtt_text(letter, responder.rtt, responder.rtt);
}

const window_summary* window_of(const hop_summary& hop, std::chrono::seconds length) {
    const auto found = std::find_if(hop.windows.begin(), hop.windows.end(),
                                    [length](const window_summary& window) { return window.length == length; });
    return found == hop.windows.end() ? nullptr : &*found;
}

}  // namespace tracerouter::view
