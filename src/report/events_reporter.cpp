#include "report/events_reporter.hpp"

#include <cstddef>
#include <string_view>

#include "report/json_result.hpp"
#include "report/json_writer.hpp"

namespace tracerouter::report {
namespace {

/// Opens an object with what all events have.
void begin(json_writer& json, std::string_view event) {
    json.begin_object().word("schema", "tracerouter.event/1").word("event", event);
}

/// The same, and which trace it is about.
void begin_of_trace(json_writer& json, std::string_view event, target_number number) {
    begin(json, event);
    json.member("trace", static_cast<std::size_t>(number));
}

}  // namespace

boost::system::error_code events_reporter::hop(const heading& trace, const hop_result& hop) {
    told_[{trace.number, trace.address}] = hop.ttl;
    lines_.clear();
    append_hop(trace.number, trace.target, trace.address, hop);
    return out_.write(lines_.text());
}

/// Of a trace that was interrupted not all hops were final: the others are told now.
boost::system::error_code events_reporter::trace(const trace_result& result, target_number number) {
    const auto told = told_.extract({number, result.address});
    lines_.clear();
    for (const auto& hop : result.hops) {
        if (told.empty() || hop.ttl > told.mapped()) append_hop(number, result.target, result.address, hop);
    }
    json_writer json{lines_};
    begin_of_trace(json, "trace", number);
    write_summary(json, result);
    json.end_object();
    return out_.write(lines_.append('\n').text());
}

boost::system::error_code events_reporter::failure(const report::failure& failure) {
    lines_.clear();
    json_writer json{lines_};
    begin(json, "failure");
    write_failure(json, failure);
    json.end_object();
    return out_.write(lines_.append('\n').text());
}

void events_reporter::append_hop(target_number number, std::string_view target, const boost::asio::ip::address& address,
                                 const hop_result& hop) {
    json_writer json{lines_};
    begin_of_trace(json, "hop", number);
    json.member("target", target).member("address", address).key("hop").begin_object();
    write_hop(json, hop, facts_);
    json.end_object().end_object();
    lines_.append('\n');
}

}  // namespace tracerouter::report
