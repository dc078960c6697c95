#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "engine/hop_ttl.hpp"
#include "engine/icmp_rate_limit.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_options.hpp"
#include "tracerouter/trace_result.hpp"

/// \file The rules that say how long to wait, where a path ends and why. They read evidence and decide nothing else.
/// Their numbers stand here; those of what traces learn from each other are in shared_advice.cpp, of the order of
/// probes in measured_sweep.hpp. docs/timing.md shows what each of these here costs and brings.
namespace tracerouter::engine {

/// The numbers of the rules.
struct end_rule_numbers {
    /// Once the end of the path has answered, hops without any answer are either filtered or slow to answer. One
    /// missing hop is worth a wait that covers slow control planes; the more are missing, the likelier it is a
    /// filter...
    duration slack_of_missing_hops = std::chrono::milliseconds{330};
    /// ... but routers that answer at all may need this long to get round to it.
    duration slack_floor = std::chrono::milliseconds{120};
    /// The same for a hop that has answered another probe: it is known to be quick.
    duration known_hop_slack_floor = std::chrono::milliseconds{50};
    /// The same for responders that are searched for, of which some answers are there to tell how much they differ.
    duration searched_slack_floor = std::chrono::milliseconds{25};
    /// The jitter seen so far says how much more there may be.
    int slack_spreads = 4;

    /// A router that says that nothing beyond it is reachable may mean only the probe that expired there. Another TTL
    /// that it has refused, too, makes that unlikely: then those it has not refused are awaited so long behind its
    /// slowest answer, and half as long for each TTL more...
    duration slack_of_doubt = std::chrono::milliseconds{160};
    /// ... but as long as the next routers may need.
    duration slack_of_doubt_floor = std::chrono::milliseconds{15};
    /// So many refused TTLs more are enough where the probes with higher ones have not even been sent.
    int sure_refusals = 3;

    /// While the target is silent: it may be across an ocean from the last router that answered (about 300 ms)...
    duration silent_target_floor = std::chrono::milliseconds{700};
    /// ... or behind a path on which everything is slow.
    int silent_target_factor = 3;

    /// The same of one of very many targets of which a few answers late are a small loss: so many times as long as 99
    /// of 100 answers to others take ...
    int company_factor = 2;
    /// ... and for routers that are slow to get round to it.
    duration company_slack = std::chrono::milliseconds{100};

    /// Further probes of a hop without any answer, where loss has been seen.
    int retries = 1;
    /// Such a probe looks for loss, not for slowness: slow answers have had their time before it.
    duration retry_slack = std::chrono::milliseconds{50};

    /// Fewer silent hops than this are no sign of used up limits, however short the path.
    int limits_least_missing = 1;
    /// After this time a router whose limit is used up answers again.
    duration limit_refill = longest_icmp_refill;

    /// The longest wait for other traces to explain a hop that a limit kept silent, measured from when the last first
    /// query of the trace was sent: two refills, and the way there and back.
    duration longest_hold = std::chrono::milliseconds{2'600};

    /// A responder must come this often, at equal distances, before the path is called a loop: twice happens where a
    /// router forwards a packet whose TTL it should have refused.
    int loop_rounds = 3;

    friend bool operator==(const end_rule_numbers&, const end_rule_numbers&) = default;
};

inline constexpr end_rule_numbers usual_end_rules{};

/// What is to be said of a hop without any answer.
enum class hop_verdict : std::uint8_t {
    open,      ///< not known yet
    silent,    ///< nothing explains it
    limited,   ///< a rate limit does
    inferred,  ///< other traces prove who it is
    skipped,   ///< it was not asked: others have asked enough where the paths part
};

/// What the answers of one hop have told so far.
struct hop_evidence {
    std::uint8_t handed = 0;   ///< probes given to the channel
    std::uint8_t awaited = 0;  ///< of these, not yet answered, refused or overdue
    std::uint8_t answers = 0;
    std::uint8_t retries = 0;                 ///< further probes asked for because there was no answer
    std::uint8_t advised_retries = 0;         ///< of the retries, asked for because of what other traces have told
    std::uint8_t queries_left = 0;            ///< queries still to come, as far as its router's limit allows
    hop_verdict verdict = hop_verdict::open;  ///< if there is no answer
    bool passed_over = false;                 ///< the sweep does not ask it
    std::uint16_t first_answer = 0;           ///< if answered: index of the reply
    duration fastest{};                       ///< of its answers
    duration slowest{};
    time_point last_sent{};  ///< of its probes
};

/// What the answers of all hops together have told so far.
struct path_evidence {
    std::optional<hop_ttl> distance{};          ///< lowest TTL at which the target answered
    std::optional<hop_ttl> barrier{};           ///< lowest TTL at which a router said that nothing beyond is reachable
    std::optional<hop_ttl> loop{};              ///< TTL at which a loop had gone round often enough to be sure of it
    std::optional<hop_ttl> certain_distance{};  ///< lowest TTL that was answered as only the target can answer
    bool in_doubt = false;                   ///< probes of higher TTLs may still show that the path goes on behind it
    int refusals = 0;                        ///< TTLs that whoever stands for the end has refused beside its own
    std::optional<hop_ttl> last_answered{};  ///< highest TTL that was answered
    bool target_answers = false;             ///< it did, from somewhere before the highest TTL
    duration end_rtt{};                      ///< slowest answer from the distance or the barrier, or of the target
    std::optional<duration> elsewhere{};     ///< slowest answer of other traces, as far as enough of them have come
    duration slowest{};                      ///< slowest answer of all; of those that name no probe, at most
    duration spread_sum{};                   ///< slowest minus fastest, summed over `spread_hops`
    std::uint8_t spread_hops = 0;            ///< hops with two answers or more
    bool loss = false;                       ///< some hop answered one probe and not another
    std::uint8_t missing = 0;      ///< hops before the end that were asked and have no answer, once the end is known
    std::uint8_t passed_over = 0;  ///< hops before the end that the sweep does not ask
};

/// The highest TTL that was answered, or the one before the first.
[[nodiscard]] inline hop_ttl last_answered_ttl(const path_evidence& path, const trace_options& options) noexcept {
    return path.last_answered.value_or(first_ttl_of(options) - 1);
}

/// Where the path seems to end: the distance, else the barrier, else where a loop has been seen, else the maximum.
[[nodiscard]] inline hop_ttl likely_end_ttl(const path_evidence& path, const trace_options& options) noexcept {
    if (path.distance) return *path.distance;
    if (path.barrier) return *path.barrier;
    return path.loop ? *path.loop : max_ttl_of(options);
}

/// The highest TTL of interest: where the path seems to end or, while that is in doubt, where it must end.
[[nodiscard]] inline hop_ttl end_ttl(const path_evidence& path, const trace_options& options) noexcept {
    return path.in_doubt ? path.certain_distance.value_or(max_ttl_of(options)) : likely_end_ttl(path, options);
}

/// How long after it was sent a probe of this hop is still awaited. Shrinks as evidence comes in.
[[nodiscard]] duration patience(const path_evidence& path, const hop_evidence& hop, const trace_options& options,
                                const end_rule_numbers& numbers) noexcept;

/// The same of a probe with a TTL beyond the likely end, which is in doubt.
[[nodiscard]] duration patience_in_doubt(const path_evidence& path, const trace_options& options,
                                         const end_rule_numbers& numbers) noexcept;

/// The same of a probe of a backward sweep that others guide: the longest wait, given how long answers to others take.
[[nodiscard]] duration patience_in_company(const path_evidence& path, const trace_options& options,
                                           const end_rule_numbers& numbers) noexcept;

/// The same of a probe of the MTU search, when the hops are known.
[[nodiscard]] duration patience_with_sizes(const path_evidence& path, const trace_options& options,
                                           const end_rule_numbers& numbers) noexcept;

/// The same of a probe of the responder search: those who may answer it have answered before.
/// \param spread of their answers to the same TTL, on average
[[nodiscard]] duration patience_with_known(const path_evidence& path, duration spread, const trace_options& options,
                                           const end_rule_numbers& numbers) noexcept;

/// Whether a hop whose probes are all overdue deserves another one.
[[nodiscard]] bool worth_retrying(const path_evidence& path, const hop_evidence& hop,
                                  const end_rule_numbers& numbers) noexcept;

/// Whether limits on ICMP errors, used up by whoever probed before us, explain the silence better than filters do: the
/// target answers and most routers before it do not. Never if the user does not want to wait as long as limit_refill.
[[nodiscard]] bool limits_suspected(const path_evidence& path, const trace_options& options,
                                    const end_rule_numbers& numbers) noexcept;

/// Whether a limit of the target on ICMP errors, used up by whoever probed before us, may explain its silence. Echo
/// replies have none. Never if the user does not want to wait as long as limit_refill.
[[nodiscard]] bool target_limit_suspected(const path_evidence& path, const trace_options& options,
                                          const end_rule_numbers& numbers) noexcept;

/// The highest TTL that may be shown now. While the end is unknown, silent hops beyond the gap limit and the rounds of
/// a loop are held back: the trace may turn out to end before them. So is a target of which it is in doubt whether it
/// is.
[[nodiscard]] hop_ttl visible_ttl(const path_evidence& path, const trace_options& options) noexcept;

/// Why a trace ended that was neither interrupted nor unable to send.
[[nodiscard]] stop_reason reason_to_stop(const path_evidence& path, const trace_options& options) noexcept;

}  // namespace tracerouter::engine
