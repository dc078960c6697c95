#include "report/events_reporter.hpp"

#include <string>
#include <string_view>

#include "report/json_result.hpp"
#include "report/json_writer.hpp"

namespace tracerouter::report {
namespace {

/// An object that is open, with what all events have.
json_writer begin(std::string_view event) {
    json_writer json;
    json.begin_object().member("schema", std::string_view{"tracerouter.event/1"}).member("event", event);
    return json;
}

std::string hop_line(const heading& trace, const hop_result& hop, const fact_lookup& facts) {
    auto json = begin("hop");
    json.member("trace", trace.number).member("target", trace.target);
    json.member("address", trace.address.to_string()).key("hop").begin_object();
    write_hop(json, hop, facts);
    return json.end_object().end_object().line();
}

}  // namespace

boost::system::error_code events_reporter::hop(const heading& trace, const hop_result& hop) {
    told_[trace.number] = hop.ttl;
    return out_.write(hop_line(trace, hop, facts_));
}

/// Of a trace that was interrupted not all hops were final: the others are told now.
boost::system::error_code events_reporter::trace(const heading& trace, const trace_result& result) {
    const auto told = told_.extract(trace.number);
    std::string lines;
    for (const auto& hop : result.hops) {
        if (told.empty() || hop.ttl > told.mapped()) lines += hop_line(trace, hop, facts_);
    }
    auto json = begin("trace");
    json.member("trace", trace.number);
    write_summary(json, result);
    return out_.write(lines + json.end_object().line());
}

boost::system::error_code events_reporter::failure(const report::failure& failure) {
    auto json = begin("failure");
    write_failure(json, failure);
    return out_.write(json.end_object().line());
}

}  // namespace tracerouter::report
