#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/responder_search.hpp"
#include "engine/strategy.hpp"
#include "engine/trace_parts.hpp"

namespace tracerouter::engine {

class hop_order;

/// What an answer to one of our probes meant for its trace.
enum class answer_verdict : std::uint8_t {
    fresh,      ///< the first answer, in time or while the hop was open
    late,       ///< came after its hop was closed
    duplicate,  ///< the probe had been answered before
    untimely,   ///< the probe has not even been sent: forged
};

/// Finds out who is where in a trace whose answers do not say which probe they are about: keeps these answers, sends
/// the probes of `responder_search` when the queries are over, and gives each answer to the probe that it is about.
class unmarked_search final : public strategy {
public:
    explicit unmarked_search(trace_parts& trace) : trace_(trace) {}

    /// Some answer has not said which probe it is about.
    [[nodiscard]] bool wanted() const { return search_ != nullptr; }
    [[nodiscard]] bool searching() const { return search_ && !search_->done(); }
    /// The search has sent probes, or tried to.
    [[nodiscard]] bool begun() const { return search_ && search_->begun(); }
    /// Responders that are still searched for.
    [[nodiscard]] std::size_t missing() const { return search_ ? search_->responders().missing() : 0; }
    [[nodiscard]] bool found_at(hop_ttl ttl) const { return search_ && search_->responders().found_at(ttl); }

    /// Somebody answered a probe of this trace, but does not say which: the only one there is, or one to the hop that
    /// the responder is known to be. \return the probe
    [[nodiscard]] std::optional<probe_index> probe_answered_by(const reply& answer) const;
    /// Nothing tells which: the answer is kept until it is known who is where, which is then searched for.
    void keep(reply&& answer, time_point at);
    /// A router says, after all, which probe of the search its answer is about.
    answer_verdict hear_marked(probe_index index, time_point at, const reply& answer, const hop_order& order);

    /// Goes on as far as it can; to be called after whatever may have brought something new.
    void go_on(const hop_order& order);
    /// Probes whose answers that has found, since the last call.
    [[nodiscard]] std::vector<probe_index> take_found() { return std::exchange(found_, {}); }

    /// It waits for limits on answers to refill until then.
    [[nodiscard]] std::optional<time_point> waits_until() const {
        return search_ ? search_->waits_until() : std::nullopt;
    }
    void pass(time_point now) {
        if (search_) search_->pass(now);
    }

    [[nodiscard]] std::optional<probe_plan> peek(hop_ttl end) const override;
    void take(const probe_plan& plan, hop_ttl end) override;
    [[nodiscard]] duration patience(const path_map& path) const override;
    void sent(const probe_record& /*probe*/, time_point at) override { search_->sent(at); }

private:
    void listen(time_point at, const reply& answer);
    [[nodiscard]] time_point queries_began(time_point at) const;
    [[nodiscard]] bool may_begin() const;
    [[nodiscard]] std::size_t under_way_now() const;
    void end_round(const hop_order& order);
    void place(const search_rounds::find& found, const hop_order& order);
    void show(probe_index index, time_point at, const reply& answer);
    [[nodiscard]] std::optional<probe_index> unanswered_query(hop_ttl ttl, time_point before) const;

    trace_parts& trace_;
    std::unique_ptr<responder_search> search_;  // once it is wanted
    std::vector<probe_index> found_;            // probes that have been answered
};

}  // namespace tracerouter::engine
