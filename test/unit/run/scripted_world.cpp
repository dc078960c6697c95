#include "scripted_world.hpp"

#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

#include "report/names.hpp"
#include "targets/target_syntax.hpp"

namespace tracerouter::run {

using boost::asio::ip::make_address;
using boost::system::error_code;

hop_result answered_hop(std::uint8_t ttl, const std::string& responder) {
    reply answer;
    answer.responder = make_address(responder);
    const probe_result probe{.query = 1, .status = probe_status::replied, .reply = answer, .send_error = {}};
    return {.ttl = ttl, .state = hop_state::answered, .inferred_address = {}, .probes = {probe}};
}

void scripted_tracer::async_trace(trace_request request, handler on_end) {
    const auto address = request.target.to_string();
    begun.push_back(address);
    queries.push_back(request.options.queries);
    auto planned = script.contains(address) ? script[address] : scripted_trace{};
    if (!script.contains(address)) planned.result.reached = true;

    auto slot = boost::asio::get_associated_cancellation_slot(on_end);
    if (slot.is_connected()) {
        slot.assign([this, address](boost::asio::cancellation_type) { finish(address, stop_reason::interrupted); });
    }
    const bool held = planned.held;
    active_.insert_or_assign(address, running{std::move(request), std::move(on_end), std::move(planned)});
    most_active = std::max(most_active, active_.size());
    boost::asio::post(context_, [this, address, held] {
        const auto found = active_.find(address);
        if (found == active_.end()) return;
        for (const auto& hop : found->second.script.announced) {
            if (found->second.request.on_hop) found->second.request.on_hop(hop);
        }
        if (!held) finish(address, found->second.script.result.stop);
    });
}

void scripted_tracer::release(const std::string& address) {
    finish(address, stop_reason::destination);
}

void scripted_tracer::finish(const std::string& address, stop_reason stop) {
    auto ended = active_.extract(address);
    if (ended.empty()) return;
    auto& trace = ended.mapped();
    trace.script.result.target = trace.request.name;
    trace.script.result.address = trace.request.target;
    trace.script.result.options = trace.request.options;
    trace.script.result.stop = stop;
    boost::asio::post(context_, boost::asio::append(std::move(trace.on_end), trace.script.error, trace.script.result));
}

void scripted_resolver::async_resolve(const std::string& name, handler on_end) {
    ++asked;
    if (silent) return unanswered_.push_back(std::move(on_end));
    std::vector<boost::asio::ip::address> addresses;
    for (const auto& text : names[name]) addresses.push_back(make_address(text));
    const error_code error = addresses.empty() ? boost::asio::error::host_not_found : error_code{};
    boost::asio::post(context_, boost::asio::append(std::move(on_end), error, std::move(addresses)));
}

error_code recording_reporter::hop(const report::heading& trace, const hop_result& hop) {
    events_.push_back("hop " + trace.address.to_string() + ' ' + std::to_string(hop.ttl));
    return failing;
}

error_code recording_reporter::trace(const trace_result& result, target_number) {
    events_.push_back("trace " + result.address.to_string() + ' ' + std::string{to_string(result.stop)});
    return failing;
}

error_code recording_reporter::failure(const report::failure& failure) {
    const auto address = failure.address ? " (" + failure.address->to_string() + ")" : std::string{};
    events_.push_back("failure " + failure.target + address + ": " + failure.message);
    return failing;
}

error_code recording_reporter::finish() {
    if (finishes != nullptr) ++*finishes;
    return failing;
}

session& scripted_world::open(const std::vector<std::string>& targets, session::settings settings) {
    return open(targets, {}, settings);
}

session& scripted_world::open(const std::vector<std::string>& targets, std::vector<targets::line_reader> lists,
                              session::settings settings) {
    std::vector<targets::typed_target> typed;
    for (const auto& text : targets) typed.push_back({text, targets::parse_target(text).value()});
    std::vector<targets::prefix> prefixes;
    for (const auto& text : excluded) prefixes.push_back(targets::parse_prefix(text).value());
    exclusions_ = targets::exclusion_list{prefixes};
    source_ = std::make_unique<targets::target_source>(std::move(typed), std::move(lists), exclusions_);
    const auto make_reporter = [this](bool single_target) {
        single = single_target;
        auto reporter = std::make_unique<recording_reporter>(events);
        reporter->failing = write_error;
        reporter->wanting_hops = wanting_hops;
        reporter->finishes = &finishes;
        return reporter;
    };
    reports_ = std::make_unique<report_queue>(context.get_executor(), facts);
    session_ = std::make_unique<session>(
        settings, session::surroundings{*source_,
                                        names,
                                        tracer,
                                        exclusions_,
                                        *reports_,
                                        make_reporter,
                                        [this] { return output_has_room; },
                                        done,
                                        {},
                                        [this](std::string_view message) { complaints.emplace_back(message); }});
    return *session_;
}

void scripted_world::run() {
    if (!std::exchange(started_, true)) session_->start([this] { ++finished; });
    context.restart();
    context.poll();
}

}  // namespace tracerouter::run
