#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/trace_state.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter::engine::test {

/// Names a probe of a script, the last such one.
struct probe_name {
    std::uint8_t ttl;
    std::uint8_t query = 1;

    friend bool operator==(const probe_name&, const probe_name&) = default;
};

void PrintTo(const probe_name& probe, std::ostream* out);

/// Milliseconds after the start of the trace.
[[nodiscard]] time_point at(int milliseconds);

[[nodiscard]] trace_options options_of(std::uint8_t max_ttl, std::uint8_t queries, std::uint8_t first_ttl = 1);

/// Plays the world to one trace, step by step, and says what it expects of it. The target is 198.18.10.1.
class trace_script {
public:
    explicit trace_script(const trace_options& options = {}, bool measured = false,
                          const end_rule_numbers& numbers = {}, bool within_error_budget = false);
    /// With another sweep than those of ours.
    trace_script(const trace_options& options, std::unique_ptr<strategy> sweep);

    trace_script& hand_out(int count);
    /// Hands out all there is and lets it leave at once.
    trace_script& send_all(int milliseconds = 0);
    trace_script& send(probe_name probe, int milliseconds, stamp_source source = stamp_source::process);
    trace_script& refuse(probe_name probe);
    /// A router answers.
    trace_script& expires(probe_name probe, int milliseconds, std::string_view router);
    /// The target, or whoever speaks for it, answers.
    trace_script& arrives(probe_name probe, int milliseconds, std::string_view responder = "198.18.10.1");
    trace_script& unreachable(probe_name probe, int milliseconds, std::string_view router);
    /// Somebody answers anything. Kind and ICMP numbers are as given; whether it is an arrival follows from them.
    trace_script& hears(probe_name probe, int milliseconds, std::string_view responder, reply answer);
    trace_script& pass_time(int milliseconds);
    /// Takes the advice to send the next query of a hop.
    trace_script& ask_next_query(int ttl, int milliseconds);
    trace_script& interrupt();

    /// What the last answer meant.
    trace_script& expect(answer_verdict verdict);
    /// Closes all hops that can be closed now.
    std::vector<int> closed_hops();
    /// Which hops can be closed now, all of them.
    trace_script& expect_hops(const std::vector<int>& ttls);
    trace_script& expect_to_send(const std::vector<probe_name>& queries);
    trace_script& expect_deadline(int milliseconds);
    trace_script& expect_no_deadline();
    trace_script& expect_finished(stop_reason reason);
    trace_script& expect_unfinished();

    [[nodiscard]] const trace_state& trace() const { return trace_; }
    [[nodiscard]] probe_index index_of(probe_name probe) const;

private:
    void explain_silence();
    trace_script& answer(probe_name probe, int milliseconds, std::string_view responder, reply_kind kind);

    end_rule_numbers numbers_{};
    trace_state trace_;
    answer_verdict verdict_ = answer_verdict::untimely;
};

}  // namespace tracerouter::engine::test
