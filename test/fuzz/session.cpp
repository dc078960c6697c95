#include "report/session_reader.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fuzz.hpp"
#include "report/monitor_events_reporter.hpp"
#include "report/sink.hpp"

// Any octets as a session of events: read at once and in pieces, and what was read written and read again.

namespace tracerouter::fuzz {
namespace {

class text_sink final : public report::sink {
public:
    boost::system::error_code write(std::string_view lines) override {
        text += lines;
        return {};
    }

    std::string text;
};

std::vector<report::session_line> read_in_pieces(std::string_view octets, std::size_t size) {
    report::session_reader reader;
    std::vector<report::session_line> lines;
    for (; !octets.empty(); octets.remove_prefix(std::min(size, octets.size()))) {
        reader.append(octets.substr(0, size));
        while (auto line = reader.next()) lines.push_back(std::move(*line));
    }
    return lines;
}

std::string written(const report::session_probe& probe) {
    text_sink out;
    report::monitor_events_reporter report{out};
    report::heading of;
    of.target = probe.target;
    of.address = probe.address;
    report.observed(of, probe.seen);
    return out.text;
}

std::string written(const report::monitor_start& start) {
    text_sink out;
    report::monitor_events_reporter{out}.started(start);
    return out.text;
}

std::string written(const report::session_reset& reset) {
    text_sink out;
    report::heading of;
    of.target = reset.target;
    of.address = reset.address;
    report::monitor_events_reporter{out}.was_reset(of, reset.reset);
    return out.text;
}

std::string written(const report::session_end& end) {
    monitor_result result;
    result.target = end.target;
    result.address = end.address;
    result.started_at = end.ended_at;
    result.rounds = end.rounds;
    text_sink out;
    report::monitor_events_reporter{out}.summary(result);
    return out.text.substr(0, out.text.find('\n') + 1);
}

/// One that was read holds nothing that is not written.
template <class Event>
void check_round_trip(const Event& event) {
    const auto text = written(event);
    const auto again = read_in_pieces(text, text.size());
    require(again.size() == 1 && std::holds_alternative<Event>(again[0]));
    require(written(std::get<Event>(again[0])) == text);
}

void check(const report::session_line& line) {
    if (const auto* fault = std::get_if<report::session_fault>(&line)) {
        require(fault->message.starts_with("line ") && fault->message.find('\n') == std::string::npos);
    }
    if (const auto* start = std::get_if<report::monitor_start>(&line)) check_round_trip(*start);
    if (const auto* reset = std::get_if<report::session_reset>(&line)) check_round_trip(*reset);
    if (const auto* end = std::get_if<report::session_end>(&line)) check_round_trip(*end);
    const auto* probe = std::get_if<report::session_probe>(&line);
    // A probe that is only sent is written with the end of its session.
    if (probe != nullptr && probe->seen.outcome != probe_outcome::sent) check_round_trip(*probe);
}

}  // namespace

void try_input(std::span<const std::byte> input) {
    const std::string_view octets{reinterpret_cast<const char*>(input.data()), input.size()};
    const auto lines = read_in_pieces(octets, std::max<std::size_t>(octets.size(), 1));
    require(lines.size() <= static_cast<std::size_t>(std::ranges::count(octets, '\n')));
    for (const auto& line : lines) check(line);
    const auto pieces = read_in_pieces(octets, 7);
    require(pieces.size() == lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) require(pieces[i].index() == lines[i].index());
}

}  // namespace tracerouter::fuzz
