#include "stats/responder_table.hpp"

#include <algorithm>
#include <functional>

#include "stats/quantiles.hpp"

namespace tracerouter::stats {

std::uint8_t responder_table::answered(std::uint64_t round, std::chrono::system_clock::time_point sent_at,
                                       const reply& answer, duration rtt) {
    responder* const from = at(answer.responder);
    if (from == nullptr) return nameless_responder;
    if (from->moments.count() == 0) from->first_seen = from->last_seen = sent_at;
    from->first_seen = std::min(from->first_seen, sent_at);
    from->last_seen = std::max(from->last_seen, sent_at);
    from->arrived = from->arrived || answer.arrived;
    from->moments.add(rtt);
    from->histogram.add(rtt);
    if (round >= from->newest_round) {
        from->newest_round = round;
        from->last = rtt;
        from->kind = answer.kind;
        if (from->mpls != answer.mpls) from->mpls = answer.mpls;
    }
    return static_cast<std::uint8_t>(newest_);
}

void responder_table::pair(std::uint8_t number, duration earlier, duration later) {
    if (number < responders_.size()) responders_[number].moments.add_pair(earlier, later);
}

std::optional<boost::asio::ip::address> responder_table::address(std::uint8_t number) const {
    if (number >= responders_.size()) return std::nullopt;
    return responders_[number].address;
}

std::optional<reply_kind> responder_table::newest_kind() const {
    if (responders_.empty()) return std::nullopt;
    return std::ranges::max(responders_, {}, &responder::newest_round).kind;
}

std::vector<responder_summary> responder_table::summaries(std::uint64_t all_answers, const sample_window& window,
                                                          bool window_has_all) const {
    std::vector<std::vector<duration>> samples(responders_.size());
    for (std::size_t index = 0; window_has_all && index < window.size(); ++index) {
        const sample& one = window[index];
        if (one.what() == sample_state::answered && one.responder < samples.size())
            samples[one.responder].push_back(one.rtt());
    }
    std::vector<responder_summary> made;
    for (std::size_t number = 0; number < responders_.size(); ++number) {
        made.push_back(summary(responders_[number], samples[number]));
        made.back().share = static_cast<double>(made.back().rtt.count) / static_cast<double>(all_answers);
    }
    std::ranges::stable_sort(made, std::greater{}, [](const responder_summary& one) { return one.rtt.count; });
    return made;
}

std::size_t responder_table::memory() const {
    std::size_t octets = responders_.capacity() * sizeof(responder);
    for (const responder& one : responders_) octets += one.histogram.memory();
    return octets;
}

responder_table::responder* responder_table::at(const boost::asio::ip::address& address) {
    if (newest_ < responders_.size() && responders_[newest_].address == address) return &responders_[newest_];
    const auto found = std::ranges::find(responders_, address, &responder::address);
    if (found == responders_.end() && responders_.size() == most_responders) return nullptr;
    newest_ = static_cast<std::size_t>(found - responders_.begin());
    if (found != responders_.end()) return &*found;
    responders_.push_back({.address = address});
    return &responders_.back();
}

responder_summary responder_table::summary(const responder& one, std::vector<duration>& samples) {
    responder_summary made{.address = one.address,
                           .kind = one.kind,
                           .arrived = one.arrived,
                           .mpls = one.mpls,
                           .first_seen = one.first_seen,
                           .last_seen = one.last_seen};
    one.moments.fill(made.rtt);
    made.rtt.last = one.last;
    if (samples.size() == one.moments.count()) {
        fill_quantiles(made.rtt, samples);
    } else {
        fill_quantiles(made.rtt, one.histogram);
    }
    return made;
}

}  // namespace tracerouter::stats
