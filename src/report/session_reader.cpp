#include "report/session_reader.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <limits>

#include "report/outcome_words.hpp"
#include "report/session_members.hpp"
#include "report/session_reply.hpp"
#include "tracerouter/names.hpp"

namespace tracerouter::report {
namespace {

constexpr std::string_view event_schema = "tracerouter.event/1";
/// How a line begins that may have any length.
constexpr std::string_view summary_begin = R"({"schema":"tracerouter.event/1","event":"summary",)";
constexpr std::size_t deepest = 8;  // levels of brackets; events have four

std::optional<protocol> protocol_of(std::string_view word) {
    for (const auto one : {protocol::icmp, protocol::udp, protocol::tcp}) {
        if (to_string(one) == word) return one;
    }
    return {};
}

/// Defaults were filled in when they were written, so they come back as if they had been asked for.
trace_options read_options(session_members members) {
    constexpr std::uint64_t least = 1;
    trace_options options;
    options.protocol = members.word("protocol", protocol_of);
    options.port = members.find_number<std::uint16_t>("port", least);
    options.flow = members.find_number<std::uint16_t>("flow");
    options.first_ttl = members.number<std::uint8_t>("first_ttl", least);
    options.max_ttl = members.number<std::uint8_t>("max_ttl", least);
    options.queries = members.number<std::uint8_t>("queries", least, max_queries);
    options.packet_size = members.number<std::uint16_t>("size", least);
    options.tos = members.number<std::uint8_t>("tos");
    options.dont_fragment = members.find_flag("dont_fragment").value_or(false);
    options.wait = members.milliseconds("wait_ms");
    options.gap_limit = members.number<std::uint8_t>("gap_limit", least);
    return options;
}

session_line read_start(session_members& members, std::string& fault) {
    monitor_start start;
    start.target = members.text("target");
    start.address = members.address("address");
    start.source = members.find_address("source").value_or(boost::asio::ip::address{});
    start.options = read_options(members.object("options"));
    start.flows = members.number<std::uint16_t>("flows", 1);
    start.interval = members.milliseconds("interval_ms");
    start.started_at = members.moment("started_at");
    if (fault.empty() && validate(start.options, start.address.is_v6())) fault = "\"options\" are out of range";
    return start;
}

/// Values of errno, and those of this library, are positive.
boost::system::error_code read_send_error(session_members& members, std::string& fault) {
    const auto category = members.find_text("error_category");
    if (!category) return {};
    const auto value = static_cast<int>(members.number<std::uint32_t>("error_value", 1, 65'535));
    for (const auto* known :
         {&boost::system::system_category(), &boost::system::generic_category(), &error_category()}) {
        if (*category == known->name()) return {value, *known};
    }
    if (fault.empty()) fault = "\"error_category\" is not one of its words";
    return {};
}

session_line read_probe(session_members& members, std::string& fault) {
    session_probe probe;
    auto& seen = probe.seen;
    probe.target = members.text("target");
    probe.address = members.address("address");
    seen.round = members.number<std::uint64_t>("round", 1);
    seen.flow = members.number<std::uint16_t>("flow");
    seen.ttl = members.number<std::uint16_t>("ttl", 1, std::numeric_limits<std::uint8_t>::max());
    seen.sent_at = members.moment("sent_at");
    seen.outcome = members.word("status", outcome_of);
    if (fault.empty() && has_reply(seen.outcome)) seen.reply = read_reply(members, fault);
    if (fault.empty() && seen.outcome == probe_outcome::refused) seen.send_error = read_send_error(members, fault);
    return probe;
}

session_line read_reset(session_members& members) {
    session_reset reset;
    reset.target = members.text("target");
    reset.address = members.address("address");
    reset.reset.at = members.moment("at");
    reset.reset.rounds = members.number<std::uint64_t>("rounds");
    return reset;
}

session_line read_end(session_members& members) {
    session_end end;
    end.target = members.text("target");
    end.address = members.address("address");
    end.ended_at = members.moment("ended_at");
    end.rounds = members.number<std::uint64_t>("rounds");
    return end;
}

session_line read_event(const boost::json::value& line, std::string& fault) {
    const auto* object = line.if_object();
    if (object == nullptr) {
        fault = "is no JSON object";
        return {};
    }
    session_members members{*object, fault};
    if (members.text("schema") != event_schema && fault.empty()) fault = "\"schema\" is not tracerouter.event/1";
    const auto event = members.text("event");
    if (!fault.empty()) return {};
    if (event == "start") return read_start(members, fault);
    if (event == "probe") return read_probe(members, fault);
    if (event == "reset") return read_reset(members);
    if (event == "end") return read_end(members);
    return other_event{};
}

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

void session_reader::append(std::string_view octets) {
    pending_.erase(0, begin_);
    scanned_ -= begin_;
    begin_ = 0;
    pending_ += octets;
}

std::optional<session_line> session_reader::next() {
    for (;;) {
        const auto end = pending_.find('\n', scanned_);
        if (end == std::string::npos) {
            // Of a line that is too long anyway no more is kept than shows that.
            pending_.resize(std::min(pending_.size(), begin_ + longest_line + 1));
            scanned_ = pending_.size();
            return {};
        }
        const auto line = std::string_view{pending_}.substr(begin_, end - begin_);
        begin_ = scanned_ = end + 1;
        ++line_;
        if (!is_blank(line)) return read(line);
    }
}

session_line session_reader::read(std::string_view line) const {
    const auto number = "line " + std::to_string(line_) + ": ";
    if (line.size() > longest_line) {
        if (line.starts_with(summary_begin)) return other_event{};
        return session_fault{number + "is longer than " + std::to_string(longest_line) + " octets"};
    }
    std::array<unsigned char, 16'384> room;
    boost::json::monotonic_resource memory{room.data(), room.size()};
    boost::json::parse_options limits;
    limits.max_depth = deepest;
    boost::system::error_code error;
    const auto parsed = boost::json::parse(line, error, &memory, limits);
    if (error) return session_fault{number + "is no JSON (" + error.message() + ')'};
    std::string fault;
    auto content = read_event(parsed, fault);
    if (!fault.empty()) return session_fault{number + fault};
    return content;
}

}  // namespace tracerouter::report
