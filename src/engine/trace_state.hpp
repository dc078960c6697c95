#pragma once

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "engine/hop_order.hpp"
#include "engine/host_trouble.hpp"
#include "engine/limit_retry.hpp"
#include "engine/trace_parts.hpp"
#include "engine/unmarked_search.hpp"

namespace tracerouter::engine {

/// One trace under way. It hands out the probes that its strategies plan, and tells its parts what became of them and
/// how time passes.
///
/// Flow of a probe: hand_out_probe(); sent() or refused(), where sent() may come twice; then answered() or a deadline
/// that expire() finds passed.
class trace_state : public trace_parts {
public:
    explicit trace_state(const trace_setup& fixed, trace_storage storage = {});
    /// With other strategies than the setup asks for.
    trace_state(const trace_setup& fixed, trace_storage storage, trace_plan strategies);

    /// Makes the next probe, handed to the channel from now on. Only if has_probe_to_send(). \return its index
    probe_index hand_out_probe(std::uint16_t sequence);
    /// Hands out a probe that was kept back, as it was. \return its index, if there is one
    std::optional<probe_index> hand_out_again() { return departing.hand_out_again(path.end()); }

    /// The probe left at `at`. A second call with a kernel stamp makes the time exact, unless its hop is closed.
    /// \param stamp_to_come the kernel has only taken it, and there will be such a call once it leaves
    void sent(probe_index index, time_point at, stamp_source source, bool stamp_to_come = false);
    /// The kernel will never send it.
    void refused(probe_index index, boost::system::error_code error);
    /// The same of several, each for the reason that its record holds. \return how many
    std::size_t refused(const std::vector<probe_index>& given_up);
    /// An answer to the probe `index`, which the caller has matched.
    answer_verdict answered(probe_index index, time_point at, reply&& answer);
    /// Goes on with the search for responders, if it is wanted, as far as it can.
    void search_responders();

    /// When `probe`, which has left, becomes overdue if nothing more is learnt.
    [[nodiscard]] time_point deadline(const probe_record& probe) const;
    /// When the next probe becomes overdue. Changes after every call of the functions above.
    [[nodiscard]] std::optional<time_point> next_deadline() const;
    /// Until when answers are listened for that are late, although nothing else is left to do. Only of one that
    /// watches.
    [[nodiscard]] std::optional<time_point> listens_until() const;
    /// Whether next_deadline() may have moved forward since the last call of this function.
    [[nodiscard]] bool take_earlier_due() { return std::exchange(earlier_due, false); }
    /// Marks what is overdue at `now`. What has not left this host, or may have lost its answer here, is kept back.
    void expire(time_point now, const host_trouble& host = {});

    /// Whether a hop may be silent without a reason or want further queries; to be asked after every other call.
    /// Hops that a guided sweep does not ask are looked at once it has come to its end: others know more by then.
    [[nodiscard]] bool wants_advice() const {
        if (path.awaited() == 0 && !has_probe_to_send()) return true;
        return advice_due && (!setup.sweep_start || (path.settled_up_to_end() && !has_probe_to_send()));
    }
    /// It may send no more, and nothing that matters is awaited.
    [[nodiscard]] bool spent() const;

    unmarked_search search;  ///< for responders that do not say which probe they answer
    limit_retry limits;      ///< what is asked again when limits have refilled
    hop_order order;         ///< which hops are final

private:
    answer_verdict hear_beside_hops(probe_record& probe, time_point at, const reply& answer);
    [[nodiscard]] duration wait_for(const probe_record& probe) const;
    [[nodiscard]] duration wait_for_hop(const probe_record& probe) const;
    [[nodiscard]] bool excused(probe_index index, time_point now, const host_trouble& host);
    void tell_overdue(const probe_record& probe);
    void retry_lost_target();
};

}  // namespace tracerouter::engine
