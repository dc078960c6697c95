#include "report/openmetrics_reporter.hpp"

#include "report/text_buffer.hpp"

namespace tracerouter::report {

boost::system::error_code openmetrics_reporter::happened(const heading& of, const monitor_event& event) {
    events_[{of.target, of.address}].count(event);
    return {};
}

boost::system::error_code openmetrics_reporter::summary(const monitor_result& result) {
    results_.push_back(result);
    return {};
}

boost::system::error_code openmetrics_reporter::finish() {
    std::vector<metrics_target> targets;
    for (const auto& result : results_) {
        const auto known = events_.find({result.target, result.address});
        targets.push_back({&result, known == events_.end() ? event_counts{} : known->second});
    }
    text_buffer page;
    append_metrics_page(page, targets, facts_);
    results_.clear();
    return out_.write(page.text());
}

}  // namespace tracerouter::report
