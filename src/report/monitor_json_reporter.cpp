#include "report/monitor_json_reporter.hpp"

#include <string_view>

#include "report/json_result.hpp"
#include "report/json_writer.hpp"
#include "report/monitor_json.hpp"

namespace tracerouter::report {
namespace {

constexpr std::string_view monitor_schema = "tracerouter.monitor/1";

}  // namespace

boost::system::error_code monitor_json_reporter::summary(const monitor_result& result) {
    line_.clear();
    json_writer json{line_};
    json.begin_object().word("schema", monitor_schema);
    write_monitor(json, result, facts_);
    json.end_object();
    return out_.write(line_.append('\n').text());
}

boost::system::error_code monitor_json_reporter::failure(const report::failure& failure) {
    line_.clear();
    json_writer json{line_};
    json.begin_object().word("schema", monitor_schema);
    write_failure(json, failure);
    json.end_object();
    return out_.write(line_.append('\n').text());
}

}  // namespace tracerouter::report
