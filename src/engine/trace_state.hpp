#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/closing.hpp"
#include "engine/departures.hpp"
#include "engine/host_trouble.hpp"
#include "engine/path_end.hpp"
#include "engine/path_map.hpp"
#include "engine/probe_ledger.hpp"
#include "engine/responder_search.hpp"
#include "engine/trace_plan.hpp"
#include "engine/trace_setup.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

/// What an answer to one of our probes meant for its trace.
enum class answer_verdict : std::uint8_t {
    fresh,      ///< the first answer, in time or while the hop was open
    late,       ///< came after its hop was closed
    duplicate,  ///< the probe had been answered before
    untimely,   ///< the probe has not even been sent: forged
};

/// What a trace keeps its probes and answers in. It goes from one trace to the next in a slot, so that a run of many
/// targets does not ask for memory for each.
struct trace_storage {
    std::vector<hop_evidence> hops;    ///< from the first TTL
    std::vector<probe_record> probes;  ///< in the order they were handed out
    std::vector<reply> replies;
};

/// One trace under way. Its parts: `probe_ledger` (what was sent, what became of it), `path_map` (what is known of the
/// path), `path_end` (where it ends), `departures` (what this host keeps), and strategies (what is sent next). It tells
/// them what happens, and says which hops are final.
class trace_state {
public:
    explicit trace_state(const trace_setup& setup, trace_storage storage = {});
    /// With other strategies than the setup asks for.
    trace_state(const trace_setup& setup, trace_storage storage, trace_plan plan);
    trace_state(const trace_state&) = delete;
    trace_state& operator=(const trace_state&) = delete;

    /// Gives the storage back; the trace is of no use any more.
    [[nodiscard]] trace_storage release() {
        return {path_.release(), ledger_.release_probes(), ledger_.release_replies()};
    }

    [[nodiscard]] const trace_setup& setup() const { return setup_; }
    [[nodiscard]] const path_map& map() const { return path_; }
    [[nodiscard]] const path_evidence& path() const { return path_.evidence(); }
    [[nodiscard]] const probe_ledger& ledger() const { return ledger_; }
    [[nodiscard]] std::span<const probe_record> probes() const { return ledger_.all(); }
    [[nodiscard]] const reply& answer_of(const probe_record& probe) const { return ledger_.reply_to(probe); }

    [[nodiscard]] bool has_probe_to_send() const {
        const std::uint8_t end = path_.end();
        if (departures_.has_again(end)) return true;
        return !ledger_.full() && (plan_.has_next(end) || (search_ && search_->has_next(end)));
    }
    /// Makes the next probe, handed to the channel from now on. Only if has_probe_to_send(). \return its index
    std::uint16_t hand_out_probe(std::uint16_t sequence);
    /// Hands out a probe that was kept back, as it was. \return its index, if there is one
    std::optional<std::uint16_t> hand_out_again() { return departures_.hand_out_again(path_.end()); }

    /// The probe left at `at`. A second call with a kernel stamp makes the time exact, unless its hop is closed.
    /// \param stamp_to_come the kernel has only taken it, and there will be such a call once it leaves
    void probe_sent(std::uint16_t index, time_point at, stamp_source source, bool stamp_to_come = false);
    void probe_refused(std::uint16_t index, boost::system::error_code error);

    /// What this host does not send now.
    [[nodiscard]] class departures& departures() { return departures_; }
    [[nodiscard]] const class departures& departures() const { return departures_; }
    /// The kernel gave up a probe that may not have left: it will never be sent, nor will what was kept back.
    /// \return how many probes that are
    std::size_t give_up_unsent(std::uint16_t index, boost::system::error_code reason);
    /// Nothing of what was kept back will ever be sent. \return how many probes that are
    std::size_t give_up_kept_back();

    /// An answer to the probe `index`, which the caller has matched.
    answer_verdict probe_answered(std::uint16_t index, time_point at, reply&& answer);

    /// Somebody answered a probe of this trace, but does not say which: the only one there is, or one to the hop that
    /// the responder is known to be. \return the probe
    [[nodiscard]] std::optional<std::uint16_t> probe_answered_by(const reply& answer) const;
    /// Nothing tells which: the answer is kept until it is known who is where, which is then searched for.
    void keep_unmarked(reply&& answer, time_point at);
    /// Goes on with that search as far as it can; to be called after whatever may have brought something new.
    void search_responders();
    /// Probes whose answers that has found, since the last call.
    [[nodiscard]] std::vector<std::uint16_t> take_found() { return std::exchange(found_, {}); }

    /// When `probe`, which has left, becomes overdue if nothing more is learnt.
    [[nodiscard]] time_point deadline(const probe_record& probe) const;
    /// When the next probe becomes overdue. Changes after every call of the functions above.
    [[nodiscard]] std::optional<time_point> next_deadline() const;
    /// When it is time to think of limits, since nothing at all has answered.
    [[nodiscard]] std::optional<time_point> silence_due() const;
    /// Marks what is overdue at `now`. What has not left this host, or may have lost its answer here, is kept back.
    void expire(time_point now, const host_trouble& host = {});

    /// Whether next_deadline() may have moved forward since the last call of this function.
    [[nodiscard]] bool take_hurry() { return std::exchange(hurry_, false); }

    // What other traces know: crowd reads the path, and its advice is followed.

    /// Whether a hop has no answer, nothing of it is awaited, and nothing has been said of it.
    [[nodiscard]] bool unexplained(int ttl) const;
    /// Whether it has no answer and may still get one, or an explanation.
    [[nodiscard]] bool in_suspense(int ttl) const {
        return hop(ttl).answers == 0 && (hop(ttl).verdict == hop_verdict::open || !settled(ttl));
    }
    [[nodiscard]] int first_open() const { return first_open_; }
    /// Says it. If it is inferred, `router` is there.
    void explain(int ttl, hop_verdict verdict, const boost::asio::ip::address& router = {}) {
        path_.explain(ttl, verdict, router);
    }
    /// Sends one more probe to a hop without an answer.
    void ask_again(int ttl);
    /// Whether a hop has answered and has queries to come, and nothing of it is awaited.
    [[nodiscard]] bool wants_further(int ttl) const;
    /// Sends its next query.
    void ask_further(int ttl);
    [[nodiscard]] int queries_to_come(int ttl) const { return hop(ttl).further; }
    void give_up_further(int ttl) { hop(ttl).further = 0; }
    /// Whether a hop may be unexplained or want further queries; to be asked after every other call.
    [[nodiscard]] bool wants_advice() const { return advice_due_ || (awaited_ == 0 && !has_probe_to_send()); }
    void set_advice_due(bool due) { advice_due_ = due; }
    /// Backwards: the hop to go on from, once it has answered or is overdue.
    [[nodiscard]] std::optional<std::uint8_t> leads_on() const;
    /// Goes on from it, or stops there if the rest of the way is known.
    void go_on(bool known) { plan_.paced()->go_on(known); }
    [[nodiscard]] bool learnt_from() const { return learnt_from_; }
    void set_learnt_from() { learnt_from_ = true; }

    /// Closes and returns the next hop by TTL that is final and may be shown.
    std::optional<std::uint8_t> close_next_hop();
    /// Nothing more is awaited and nothing more will be sent.
    [[nodiscard]] bool finished() const { return hops_known() && plan_.finished(); }
    /// It may send no more, and nothing that matters is awaited.
    [[nodiscard]] bool spent() const;
    /// The path MTU up to a hop, if it was looked for and found.
    [[nodiscard]] std::optional<std::uint16_t> path_mtu(std::uint8_t ttl) const {
        return plan_.sizes() ? plan_.sizes()->mtu_to(ttl) : std::nullopt;
    }
    /// The highest TTL closed so far; one below the first TTL if none.
    [[nodiscard]] std::uint8_t last_closed() const { return static_cast<std::uint8_t>(first_unclosed_ - 1); }
    /// Makes every hop up to the last one that answered ready to be closed, whatever is still awaited.
    void interrupt();

private:
    [[nodiscard]] hop_evidence& hop(int ttl) { return path_.hop(ttl); }
    [[nodiscard]] const hop_evidence& hop(int ttl) const { return path_.hop(ttl); }
    [[nodiscard]] bool one_by_one() const { return setup_.frugal || setup_.survey; }

    // When a hop is final.
    [[nodiscard]] bool settled(int ttl) const;
    [[nodiscard]] bool complete(int ttl) const;
    [[nodiscard]] bool closed(std::uint8_t ttl) const { return ttl < first_unclosed_; }
    [[nodiscard]] bool hops_known() const { return first_open_ > path_.end(); }
    void pass_complete_hops();
    void begin_size_search();

    // What becomes of probes.
    [[nodiscard]] duration wait_for(const probe_record& probe) const;
    [[nodiscard]] bool excused(std::uint16_t index, time_point now, const host_trouble& host);
    std::size_t refuse_all(const std::vector<std::uint16_t>& given_up);
    void tell_overdue(const probe_record& probe);
    void answer_no_longer_awaited(int ttl);
    void take_answer(std::uint16_t index, time_point at, reply&& answer);
    answer_verdict hear_beside_hops(probe_record& probe, time_point at, const reply& answer);
    void hear_scout(const probe_record& probe, time_point at, const reply& answer);
    void learn(std::uint8_t ttl, duration rtt, const reply& answer);
    void note_end(bool changed);
    void tell_strategies();

    // Retries (trace_retries.cpp).
    void suspect_limits(time_point now);
    void suspect_limit_of_asked_target();
    [[nodiscard]] bool refused_here(int ttl) const;
    [[nodiscard]] bool may_be_here(int ttl) const;
    [[nodiscard]] std::size_t hops_kept_here() const;
    [[nodiscard]] bool target_limit_suspected_by(time_point now) const;
    void plan_retries();
    void plan_retries_of_limited(time_point now);
    void retry(int ttl);

    // The search for responders (trace_search.cpp).
    void show(std::uint16_t index, time_point at, reply&& answer);
    answer_verdict hear_searching(std::uint16_t index, time_point at, reply&& answer);
    [[nodiscard]] bool searching() const { return search_ && !search_->done(); }
    [[nodiscard]] time_point queries_began(time_point at) const;
    [[nodiscard]] bool search_may_begin() const;
    [[nodiscard]] std::size_t searching_under_way() const;
    void end_search_round();
    void place(const responder_search::find& found);
    [[nodiscard]] std::optional<std::uint16_t> unanswered_query(int ttl, time_point before) const;

    trace_setup setup_;
    probe_ledger ledger_;
    path_map path_;
    trace_plan plan_;
    path_end end_;
    class departures departures_;
    int first_open_;                                // lowest TTL that is not complete
    int first_unclosed_;                            // lowest TTL not yet closed; at most first_open_
    std::optional<time_point> limits_refilled_at_;  // when hops without any answer are probed again
    std::unique_ptr<responder_search> search_;      // once an answer has not said which probe it is about
    std::vector<std::uint16_t> found_;              // by it: probes that have been answered
    bool interrupted_ = false;
    bool learnt_from_ = false;  // by the crowd
    bool hurry_ = false;
    bool advice_due_ = false;
    unsigned awaited_ = 0;         // over all hops
    bool limits_pending_ = false;  // they have not been yet
    std::uint8_t limit_waits_ = 0;
};

}  // namespace tracerouter::engine
