#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "engine/closing.hpp"
#include "engine/end_claims.hpp"
#include "engine/events.hpp"
#include "engine/host_trouble.hpp"
#include "engine/mtu_search.hpp"
#include "engine/probe.hpp"
#include "engine/responder_search.hpp"
#include "engine/survey.hpp"
#include "engine/volley.hpp"
#include "tracerouter/trace_options.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

/// More probes than any trace needs: 255 TTLs, each with ten queries, a few retries and a search for the path MTU. It
/// is a bound for what answers can make us send, and keeps the 16 bits that number the probes of a trace from wrapping.
inline constexpr std::size_t most_probes = 4'096;

/// Octets of extensions that a trace keeps: more than an honest path has, with ten queries to each of its hops.
inline constexpr std::size_t most_extension_octets = 65'536;

/// What a trace is about; fixed from its start.
struct trace_setup {
    trace_id id;
    boost::asio::ip::address target;
    boost::asio::ip::address source;
    std::uint32_t egress = 0;  ///< as route::egress
    bool direct = false;       ///< as route::direct
    trace_options options;
    std::uint16_t link_mtu = 1500;     ///< where the search for the path MTU begins
    std::uint16_t identifier = 0;      ///< of all its probes: ICMP identifier, or source port
    bool fixed_identifier = false;     ///< not chosen by us; sequence numbers are then shared with other traces
    std::uint16_t first_sequence = 0;  ///< of its first probe, if they are not shared
    std::uint16_t cookie = 0;          ///< of all its probes: ICMP checksum, UDP mark, half of the TCP sequence number
    std::uint16_t flow_label = 0;      ///< of all its probes over IPv6; the cookie, unless only the port was chosen
    time_point started_at;
    closing_numbers numbers;
    bool frugal = false;    ///< further queries of a hop only as its router's limit allows
    bool survey = false;    ///< one of many: the strategy is a survey
    std::uint8_t turn = 0;  ///< of the survey
};

/// The first router on the way of a trace, as far as we can tell it from others: a number for host_trouble.
[[nodiscard]] inline std::size_t router_of(const trace_setup& setup) {
    return 2 * std::size_t{setup.egress} + (setup.target.is_v6() ? 1 : 0);
}

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

/// One trace under way: its probes, what they have shown so far, and which hops are final.
class trace_state {
public:
    explicit trace_state(const trace_setup& setup, trace_storage storage = {});

    /// Gives the storage back; the trace is of no use any more.
    [[nodiscard]] trace_storage release() { return {std::move(hops_), std::move(probes_), std::move(replies_)}; }

    [[nodiscard]] const trace_setup& setup() const { return setup_; }
    [[nodiscard]] const path_evidence& path() const { return path_; }
    [[nodiscard]] std::span<const probe_record> probes() const { return probes_; }
    [[nodiscard]] const reply& answer_of(const probe_record& probe) const { return replies_[probe.answer]; }
    [[nodiscard]] std::uint32_t sent() const { return sent_; }
    [[nodiscard]] std::uint32_t answered() const {
        return static_cast<std::uint32_t>(replies_.size()) + uncounted_replies_;
    }
    [[nodiscard]] std::uint32_t malformed_extensions() const {
        return static_cast<std::uint32_t>(
            std::count_if(replies_.begin(), replies_.end(), [](const reply& one) { return one.extensions_malformed; }));
    }
    [[nodiscard]] std::size_t extension_room() const {
        return most_extension_octets - std::min(extension_octets_, most_extension_octets);
    }
    [[nodiscard]] std::uint32_t late() const { return late_; }
    [[nodiscard]] std::uint32_t duplicates() const { return duplicates_; }

    [[nodiscard]] bool has_probe_to_send() const {
        if (!again_.empty() && next_again()) return true;
        if (probes_.size() >= most_probes) return false;
        const std::uint8_t end = end_ttl(path_, setup_.options);
        return std::visit([end](const auto& plan) { return plan.peek(end).has_value(); }, plan_) ||
               (search_ && search_->has_next(end)) || (mtu_ && mtu_->has_next());
    }
    /// Makes the next probe, handed to the channel from now on. Only if has_probe_to_send(). \return its index
    std::uint16_t hand_out_probe(std::uint16_t sequence);
    /// Hands out a probe that was kept back, as it was. \return its index, if there is one
    std::optional<std::uint16_t> hand_out_again();

    /// The probe left at `at`. A second call with a kernel stamp makes the time exact, unless its hop is closed.
    /// \param stamp_to_come the kernel has only taken it, and there will be such a call once it leaves
    void probe_sent(std::uint16_t index, time_point at, stamp_source source, bool stamp_to_come = false);
    void probe_refused(std::uint16_t index, boost::system::error_code error);

    // What this host does not send now is kept back, and handed out again: it is no probe that was sent.

    /// The host does not send the probe `index`, for a reason that may pass.
    void keep_back(std::uint16_t index, boost::system::error_code reason, const host_trouble& host, time_point now);
    /// Whether waiting for it is in vain: it was refused again and again while others were sent.
    [[nodiscard]] bool refused_alone(const host_trouble& host) const;
    [[nodiscard]] bool keeps_back() const { return !kept_back_.empty(); }
    /// Whether a probe may still be in this host, as far as the kernel has told.
    [[nodiscard]] bool may_not_have_left(std::uint16_t index) const {
        return index < probes_.size() && probes_[index].state == probe_state::in_flight &&
               probes_[index].sent_stamp != stamp_source::kernel;
    }
    /// The kernel gave up a probe that may_not_have_left(), and said so: further queries of that hop that have not
    /// left, either, are given up, too, even where it does not say so. It says so of few at a time (Linux: 50).
    void next_hop_is_silent() { next_hop_silent_ = true; }
    /// The kernel gave up a probe that may_not_have_left(): it is kept back, and none that was sent.
    void give_back(std::uint16_t index, const host_trouble& host, time_point now);
    /// Whether that happened again and again while others' answers came.
    [[nodiscard]] bool given_back_alone(const host_trouble& host) const;
    /// The same, and it will never be sent, nor will what was kept back. \return how many probes that are
    std::size_t give_up_unsent(std::uint16_t index, boost::system::error_code reason);
    /// What was kept back may be handed out again.
    void try_again();
    /// None of it will ever be sent. \return how many probes that are
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

    // What other traces know: crowd reads the hops, and its advice is followed.

    /// The highest TTL of interest that was answered; one below the first TTL if none.
    [[nodiscard]] int last_answered() const;
    /// The router that has let a probe expire there, or is proven to be there; or null.
    [[nodiscard]] const boost::asio::ip::address* router_at(int ttl) const;
    [[nodiscard]] bool inferred(int ttl) const { return verdict(ttl) == hop_verdict::inferred; }
    /// Of a hop without an answer.
    [[nodiscard]] std::optional<hop_verdict> verdict(int ttl) const {
        return hop(ttl).answers == 0 ? std::optional{hop(ttl).verdict} : std::nullopt;
    }
    [[nodiscard]] bool probed(int ttl) const { return hop(ttl).handed > 0; }
    [[nodiscard]] time_point last_sent(int ttl) const { return hop(ttl).last_sent; }
    [[nodiscard]] duration slowest(int ttl) const { return hop(ttl).slowest; }
    [[nodiscard]] std::uint8_t retries(int ttl) const { return hop(ttl).retries; }
    [[nodiscard]] std::uint8_t questions(int ttl) const { return hop(ttl).questions; }
    /// Until when others may tell more about its hops.
    [[nodiscard]] time_point patient_until() const {
        return last_query_at_ + std::min(setup_.numbers.longest_hold, setup_.options.wait);
    }

    /// Whether a hop has no answer, nothing of it is awaited, and nothing has been said of it.
    [[nodiscard]] bool unexplained(int ttl) const;
    /// Whether it has no answer and may still get one, or an explanation.
    [[nodiscard]] bool in_suspense(int ttl) const {
        return hop(ttl).answers == 0 && (hop(ttl).verdict == hop_verdict::open || !settled(ttl));
    }
    [[nodiscard]] int first_open() const { return first_open_; }
    /// Says it. If it is inferred, `router` is there.
    void explain(int ttl, hop_verdict verdict, const boost::asio::ip::address& router = {});
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
    void go_on(bool known) { std::get<survey>(plan_).go_on(known); }
    [[nodiscard]] bool learnt_from() const { return learnt_from_; }
    void set_learnt_from() { learnt_from_ = true; }

    /// Closes and returns the next hop by TTL that is final and may be shown.
    std::optional<std::uint8_t> close_next_hop();
    /// Nothing more is awaited and nothing more will be sent.
    [[nodiscard]] bool finished() const { return hops_known() && (!setup_.options.path_mtu || (mtu_ && mtu_->done())); }
    /// It may send no more, and nothing that matters is awaited.
    [[nodiscard]] bool spent() const;
    /// The path MTU up to a hop, if it was looked for and found.
    [[nodiscard]] std::optional<std::uint16_t> path_mtu(std::uint8_t ttl) const {
        return mtu_ ? mtu_->mtu_to(ttl) : std::nullopt;
    }
    /// The highest TTL closed so far; one below the first TTL if none.
    [[nodiscard]] std::uint8_t last_closed() const { return static_cast<std::uint8_t>(first_unclosed_ - 1); }
    /// Makes every hop up to the last one that answered ready to be closed, whatever is still awaited.
    void interrupt();

private:
    [[nodiscard]] hop_evidence& hop(int ttl) { return hops_[static_cast<std::size_t>(ttl - setup_.options.first_ttl)]; }
    [[nodiscard]] const hop_evidence& hop(int ttl) const {
        return hops_[static_cast<std::size_t>(ttl - setup_.options.first_ttl)];
    }
    [[nodiscard]] bool settled(int ttl) const;
    [[nodiscard]] bool complete(int ttl) const;
    [[nodiscard]] bool asked_all(int ttl) const {
        return std::visit([ttl](const auto& plan) { return plan.done(static_cast<std::uint8_t>(ttl)); }, plan_);
    }
    void send_again(int ttl, int query);
    [[nodiscard]] std::optional<std::size_t> next_again() const;
    [[nodiscard]] bool not_left_yet(const probe_record& probe) const;
    [[nodiscard]] bool overtaken(const probe_record& probe) const;
    [[nodiscard]] time_point leaves_by(const probe_record& probe) const;
    [[nodiscard]] duration wait_to_leave(const probe_record& probe) const;
    bool excused(std::uint16_t index, time_point now, const host_trouble& host);
    void take_back(std::uint16_t index);
    bool never_leaves(std::uint16_t index, boost::system::error_code reason);
    void let_go(std::uint16_t index);
    [[nodiscard]] duration wait_for(const probe_record& probe) const;
    void tell_overdue(const probe_record& probe);
    void answer_no_longer_awaited(int ttl);
    answer_verdict hear_scout(probe_record& probe, time_point at, const reply& answer);
    void move_horizon();
    [[nodiscard]] bool closed(std::uint8_t ttl) const { return ttl < first_unclosed_; }
    [[nodiscard]] bool hops_known() const { return first_open_ > end_ttl(path_, setup_.options); }
    void begin_mtu_search();
    answer_verdict learn_mtu(probe_record& probe, time_point at, const reply& answer);
    [[nodiscard]] std::optional<std::uint8_t> hop_of(const boost::asio::ip::address& responder) const;
    void learn(std::uint8_t ttl, duration rtt, const reply& answer);
    void learn_hop(int ttl, duration rtt);
    void learn_end(std::uint8_t ttl, duration rtt, const reply& answer);
    void learn_end_from_scout(std::uint8_t ttl, const reply& answer);
    void count_missing();
    [[nodiscard]] bool certainly_arrived(const reply& answer) const;
    void judge_end();
    void believe(std::optional<claimed_end> claimed);
    [[nodiscard]] bool may_be_contradicted(int refused_up_to) const;
    void mark_arrivals(const std::optional<claimed_end>& believed);
    [[nodiscard]] bool let_expire(const boost::asio::ip::address& router, int below_ttl) const;
    void learn_loop(int ttl);
    [[nodiscard]] bool comes_round(int ttl) const;
    [[nodiscard]] bool goes_on_behind(int ttl) const;
    [[nodiscard]] int loop_seen_up_to(int ttl) const;
    [[nodiscard]] bool met_up_to(int ttl, const boost::asio::ip::address& responder) const;
    [[nodiscard]] const boost::asio::ip::address* responder_at(int ttl) const {
        return hop(ttl).answers > 0 ? &replies_[hop(ttl).first_answer].responder : nullptr;
    }
    void suspect_limits(time_point now);
    void suspect_limit_of_asked_target();
    [[nodiscard]] bool refused_here(int ttl) const;
    [[nodiscard]] bool may_be_here(int ttl) const;
    [[nodiscard]] std::size_t hops_kept_here() const;
    [[nodiscard]] bool target_limit_suspected_by(time_point now) const;
    void plan_retries();
    void plan_retries_of_limited(time_point now);
    void retry(int ttl);
    void pass_complete_hops();
    void take_answer(std::uint16_t index, time_point at, reply&& answer);
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
    std::variant<volley, survey> plan_;
    std::optional<mtu_search> mtu_;  // once the hops are known, if it is wanted
    path_evidence path_;
    end_claims claims_;
    std::optional<boost::asio::ip::address> last_router_;  // who let the scout expire
    std::vector<hop_evidence> hops_;                       // from the first TTL
    std::vector<probe_record> probes_;                     // in the order they were handed out
    std::vector<reply> replies_;
    std::vector<std::pair<int, boost::asio::ip::address>> inferred_;  // by TTL
    int first_open_;                                                  // lowest TTL that is not complete
    int first_unclosed_;                                              // lowest TTL not yet closed; at most first_open_
    std::size_t oldest_ = 0;                                          // no probe before this one is handed or in flight
    std::optional<time_point> limits_refilled_at_;                    // when hops without any answer are probed again
    std::unique_ptr<responder_search> search_;     // once an answer has not said which probe it is about
    std::vector<std::uint16_t> found_;             // by it: probes that have been answered
    time_point last_query_at_;                     // when a TTL was asked for the first time, the last of them
    std::vector<std::uint16_t> kept_back_;         // probes, until try_again()
    std::vector<std::uint16_t> again_;             // probes to be handed out once more
    std::optional<std::uint16_t> last_confirmed_;  // the youngest probe that is known to have left...
    time_point last_left_{};                       // ... and when the last one did
    std::uint8_t refused_rounds_ = 0;              // since one of its probes was sent
    std::uint32_t last_round_ = 0;                 // of these
    time_point refused_since_{};                   // the first of these
    std::uint8_t given_back_rounds_ = 0;
    time_point given_back_since_{};  // the first of these
    bool interrupted_ = false;
    bool learnt_from_ = false;  // by the crowd
    bool next_hop_silent_ = false;
    bool hurry_ = false;
    bool advice_due_ = false;
    unsigned awaited_ = 0;         // over all hops
    bool limits_pending_ = false;  // they have not been yet
    std::uint8_t limit_waits_ = 0;
    std::uint32_t sent_ = 0;
    std::uint32_t uncounted_replies_ = 0;  // to scouts and probes of the MTU search
    std::uint32_t late_ = 0;
    std::uint32_t duplicates_ = 0;
    std::size_t extension_octets_ = 0;  // of the replies
};

}  // namespace tracerouter::engine
