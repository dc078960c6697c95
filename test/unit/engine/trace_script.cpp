#include "trace_script.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <ostream>
#include <ranges>
#include <stdexcept>
#include <utility>

#include "engine/end_rules.hpp"

namespace tracerouter::engine::test {

namespace {

trace_setup setup_with(const trace_options& options, bool measured, const end_rule_numbers& numbers,
                       bool within_error_budget) {
    trace_setup setup;
    setup.target = boost::asio::ip::make_address("198.18.10.1");
    setup.source = boost::asio::ip::make_address("198.18.0.2");
    setup.options = options;
    setup.started_at = at(0);
    setup.measured = measured;
    setup.within_error_budget = within_error_budget;
    setup.numbers = &numbers;
    return setup;
}

}  // namespace

void PrintTo(const probe_name& probe, std::ostream* out) {
    *out << "TTL " << int{probe.ttl} << " query " << int{probe.query};
}

time_point at(int milliseconds) {
    return time_point{std::chrono::hours{1} + std::chrono::milliseconds{milliseconds}};
}

trace_options options_of(std::uint8_t max_ttl, std::uint8_t queries, std::uint8_t first_ttl) {
    return {.first_ttl = first_ttl, .max_ttl = max_ttl, .queries = queries};
}

trace_script::trace_script(const trace_options& options, bool measured, const end_rule_numbers& numbers,
                           bool within_error_budget)
    : numbers_(numbers), trace_(setup_with(options, measured, numbers_, within_error_budget)) {}

trace_script::trace_script(const trace_options& options, std::unique_ptr<strategy> sweep)
    : trace_(setup_with(options, false, numbers_, false), {},
             trace_plan{std::move(sweep), setup_with(options, false, numbers_, false)}) {}

trace_script& trace_script::ask_next_query(int ttl, int milliseconds) {
    trace_.advice_due = false;
    trace_.plan.extra().ask_next_query(trace_.path, hop_ttl{ttl});
    return send_all(milliseconds);
}

probe_index trace_script::index_of(probe_name probe) const {
    for (const probe_record& record : std::views::reverse(trace_.ledger.all())) {
        if (record.ttl.value() == probe.ttl && record.query.value() == probe.query)
            return trace_.ledger.index_of(record);
    }
    throw std::out_of_range{"no such probe was handed out"};
}

trace_script& trace_script::hand_out(int count) {
    for (; count > 0; --count) {
        EXPECT_TRUE(trace_.has_probe_to_send());
        trace_.hand_out_probe(0);
    }
    return *this;
}

trace_script& trace_script::send_all(int milliseconds) {
    while (trace_.has_probe_to_send()) {
        trace_.sent(trace_.hand_out_probe(0), at(milliseconds), stamp_source::process);
    }
    return *this;
}

trace_script& trace_script::send(probe_name probe, int milliseconds, stamp_source source) {
    trace_.sent(index_of(probe), at(milliseconds), source);
    return *this;
}

trace_script& trace_script::refuse(probe_name probe) {
    trace_.refused(index_of(probe), make_error_code(boost::system::errc::network_unreachable));
    return *this;
}

trace_script& trace_script::expires(probe_name probe, int milliseconds, std::string_view router) {
    return answer(probe, milliseconds, router, reply_kind::time_exceeded);
}

trace_script& trace_script::arrives(probe_name probe, int milliseconds, std::string_view responder) {
    return answer(probe, milliseconds, responder, reply_kind::echo_reply);
}

trace_script& trace_script::unreachable(probe_name probe, int milliseconds, std::string_view router) {
    return answer(probe, milliseconds, router, reply_kind::unreachable);
}

trace_script& trace_script::answer(probe_name probe, int milliseconds, std::string_view responder, reply_kind kind) {
    reply answer;
    answer.kind = kind;
    return hears(probe, milliseconds, responder, answer);
}

trace_script& trace_script::hears(probe_name probe, int milliseconds, std::string_view responder, reply answer) {
    answer.responder = boost::asio::ip::make_address(responder);
    const bool by_port = trace_.setup.options.protocol == protocol::udp && answer.kind == reply_kind::port_unreachable;
    const bool by_target = answer.responder == trace_.setup.target && !answer.mtu;
    answer.arrived = answer.kind == reply_kind::echo_reply || (is_refusal(answer.kind) && (by_target || by_port));
    verdict_ = trace_.answered(index_of(probe), at(milliseconds), reply{answer});
    return *this;
}

trace_script& trace_script::pass_time(int milliseconds) {
    trace_.expire(at(milliseconds));
    return *this;
}

trace_script& trace_script::interrupt() {
    trace_.order.interrupt();
    return *this;
}

trace_script& trace_script::expect(answer_verdict verdict) {
    EXPECT_EQ(static_cast<int>(verdict_), static_cast<int>(verdict));
    return *this;
}

std::vector<int> trace_script::closed_hops() {
    std::vector<int> closed;
    explain_silence();
    trace_.order.pass_complete();
    while (const std::optional<hop_ttl> ttl = trace_.order.close_next()) closed.push_back(ttl->value());
    return closed;
}

trace_script& trace_script::expect_hops(const std::vector<int>& ttls) {
    EXPECT_EQ(closed_hops(), ttls);
    return *this;
}

trace_script& trace_script::expect_to_send(const std::vector<probe_name>& queries) {
    std::vector<probe_name> handed_out;
    while (trace_.has_probe_to_send()) {
        const probe_record& probe = trace_.ledger[trace_.hand_out_probe(0)];
        handed_out.push_back({probe.ttl.value(), probe.query.value()});
    }
    EXPECT_EQ(handed_out, queries);
    return *this;
}

trace_script& trace_script::expect_deadline(int milliseconds) {
    const std::optional<time_point> deadline = trace_.next_deadline();
    EXPECT_TRUE(deadline);
    EXPECT_EQ((deadline.value_or(time_point{}) - at(0)) / std::chrono::milliseconds{1}, milliseconds);
    return *this;
}

trace_script& trace_script::expect_no_deadline() {
    EXPECT_FALSE(trace_.next_deadline());
    return *this;
}

// Where there are no other traces, nothing explains it.
void trace_script::explain_silence() {
    for (const hop_ttl ttl : ttls(first_ttl_of(trace_.setup.options), max_ttl_of(trace_.setup.options))) {
        if (trace_.order.silent_without_reason(ttl)) trace_.path.set_verdict(ttl, hop_verdict::silent);
    }
}

trace_script& trace_script::expect_finished(stop_reason reason) {
    EXPECT_TRUE(trace_.order.finished());
    EXPECT_EQ(static_cast<int>(reason_to_stop(trace_.path.evidence(), trace_.setup.options)), static_cast<int>(reason));
    return *this;
}

trace_script& trace_script::expect_unfinished() {
    EXPECT_FALSE(trace_.order.finished());
    return *this;
}

}  // namespace tracerouter::engine::test
