#pragma once

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/host_trouble.hpp"
#include "engine/probe_ledger.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::engine {

/// What a trace knows that its departures do not.
struct departure_context {
    hop_ttl end_ttl{};          ///< nothing beyond it is of interest
    bool heard = false;         ///< the trace has got some answer
    bool hop_answered = false;  ///< the hop of the probe has
    duration wait{};            ///< how long the probe is awaited behind its departure
};

/// What becomes of the probes of one trace in this host, before the network sees them. What it does not send now is
/// kept back and handed out again: it is no probe that was sent, and none that the network has lost.
class departures {
public:
    explicit departures(probe_ledger& ledger) : ledger_(ledger) {}

    /// The probe left at `at`. A second call with a kernel stamp makes the time exact.
    /// \param stamp_to_come the kernel has only taken it, and there will be such a call once it leaves
    /// \return whether that says anything new
    bool sent(probe_index index, time_point at, stamp_source source, bool stamp_to_come);

    /// The host does not send the probe, for a reason that may pass.
    void keep_back(probe_index index, boost::system::error_code reason, const host_trouble& host, time_point now);
    /// Whether waiting for it is in vain: it was refused again and again while others were sent.
    [[nodiscard]] bool refused_alone(const host_trouble& host) const;
    /// The kernel gave up a probe that may_not_have_left(): it is kept back, and none that was sent.
    void give_back(probe_index index, const host_trouble& host, time_point now);
    /// Whether that happened again and again while others' answers came.
    [[nodiscard]] bool given_back_alone(const host_trouble& host) const;
    /// It counts as not sent, and is kept back.
    void take_back(probe_index index);
    /// It has left after all: its answer or its stamp is there.
    void let_go(probe_index index);

    [[nodiscard]] bool keeps_back() const { return !kept_back_.empty(); }
    /// What was kept back may be handed out again.
    void try_again();
    /// None of it will ever be handed out. \return the probes that are given up
    [[nodiscard]] std::vector<probe_index> give_up();
    /// The same for that reason.
    [[nodiscard]] std::vector<probe_index> give_up(boost::system::error_code reason);
    /// Whether there is something to be handed out again. What is behind the end is not needed any more.
    [[nodiscard]] bool has_again(hop_ttl end_ttl) const { return !again_.empty() && next_again(end_ttl); }
    /// Hands out a probe that was kept back, as it was. \return its index, if there is one
    std::optional<probe_index> hand_out_again(hop_ttl end_ttl);

    /// Whether a probe may still be in this host, as far as the kernel has told.
    [[nodiscard]] bool may_not_have_left(probe_index index) const;
    /// Whether the probe has not left, as far as is known. Where no probe is known to have left while answers have
    /// come, the kernel does not tell.
    [[nodiscard]] bool not_left_yet(const probe_record& probe, bool heard) const;
    /// Whether one that was handed out later is known to have left: they leave in that order.
    [[nodiscard]] bool overtaken(const probe_record& probe) const;
    /// Added to the time for its answer.
    [[nodiscard]] duration wait_to_leave(const probe_record& probe) const;

    /// The kernel gave up a probe that may_not_have_left(), and said so: further queries of that hop that have not
    /// left, either, are given up, too, even where it does not say so. It says so of few at a time (Linux: 50).
    void next_hop_is_silent() { next_hop_silent_ = true; }

    /// What an overdue probe has met.
    enum class fate : std::uint8_t {
        lost,     ///< the network has lost it, or its answer
        waits,    ///< it has not left this host, or may have lost its answer there: waited for, or kept back
        refused,  ///< it will never leave: probe_ledger::send_error says why
    };
    [[nodiscard]] fate fate_of_overdue(probe_index index, time_point now, const host_trouble& host,
                                       const departure_context& context);

private:
    [[nodiscard]] std::optional<std::size_t> next_again(hop_ttl end_ttl) const;
    [[nodiscard]] time_point leaves_by(const probe_record& probe, duration wait) const;
    fate refuse(probe_index index, boost::system::error_code reason);

    // Rounds of host_trouble in which something happened again and again.
    struct streak {
        std::uint8_t rounds = 0;
        time_point since{};
    };

    probe_ledger& ledger_;
    std::vector<probe_index> kept_back_;         // until try_again()
    std::vector<probe_index> again_;             // to be handed out once more
    std::optional<probe_index> last_confirmed_;  // the youngest probe that is known to have left...
    time_point last_left_{};                     // ... and when the last one did
    streak refused_;                             // since one of its probes was sent
    streak given_back_;
    std::uint32_t last_round_ = 0;  // of these
    bool next_hop_silent_ = false;
};

}  // namespace tracerouter::engine
