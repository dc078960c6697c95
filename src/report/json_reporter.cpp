#include "report/json_reporter.hpp"

#include <string_view>

#include "report/json_result.hpp"
#include "report/json_writer.hpp"

namespace tracerouter::report {
namespace {

constexpr std::string_view schema = "tracerouter.trace/1";

}  // namespace

boost::system::error_code json_reporter::trace(const trace_result& result, target_number) {
    line_.clear();
    json_writer json{line_};
    json.begin_object().word("schema", schema);
    write_summary(json, result);
    json.key("hops").begin_array();
    for (const auto& hop : result.hops) {
        json.begin_object();
        write_hop(json, hop, facts_);
        json.end_object();
    }
    json.end_array().end_object();
    return out_.write(line_.append('\n').text());
}

boost::system::error_code json_reporter::failure(const report::failure& failure) {
    line_.clear();
    write_failure_line(line_, schema, failure);
    return out_.write(line_.text());
}

}  // namespace tracerouter::report
