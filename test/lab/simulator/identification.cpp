#include "identification.hpp"

namespace lab {

// Nothing is stored for each of a million routers: without a counter of its own, each goes on with all answers, from a
// number that is its own.
std::uint16_t identification_source::next(const answer_plan& plan, const probe& datagram, nanoseconds at) {
    ++answers_;
    const identification& how = plan.met.how->ip_id;
    switch (how.from) {
        case identification::source::address:
            return static_cast<std::uint16_t>(mix(seed_, plan.from.high ^ plan.from.low) + answers_);
        case identification::source::random: return static_cast<std::uint16_t>(random_.next());
        case identification::source::constant: return how.value;
        case identification::source::probe: return datagram.ip_id;
        case identification::source::counter: break;
    }
    const auto [counter, fresh] = counters_.try_emplace(how.counter);
    if (fresh) counter->second = how.start.value_or(static_cast<std::uint16_t>(mix(seed_, mix(counters_.size()))));
    const double others = how.rate * std::chrono::duration<double>(at).count();
    return static_cast<std::uint16_t>(++counter->second + static_cast<std::uint64_t>(others));
}

}  // namespace lab
