#include "engine/path_sweep.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tracerouter::engine {

namespace {

multipath::path_search::settings settings_of(const trace_setup& setup) {
    path_options wanted = *setup.options.paths;
    wanted.max_flows = static_cast<std::uint16_t>(std::min<std::size_t>(wanted.max_flows, flow_count(setup)));
    const auto kind = setup.path_searches ? setup.path_searches->kind_of(setup) : std::nullopt;
    return {.wanted = wanted,
            .first_ttl = setup.options.first_ttl,
            .max_ttl = setup.options.max_ttl,
            .target = setup.target,
            .others = kind ? &setup.path_searches->ways : nullptr,
            .kind = kind.value_or(0)};
}

multipath::question question_of(const probe_record& probe) {
    return {.flow = probe.flow, .ttl = probe.ttl.value()};
}

bool ends_there(const reply& answer) {
    return answer.arrived || is_refusal(answer.kind);
}

std::optional<multipath::id_sample> id_of(const probe_record& probe, const reply& answer) {
    if (!answer.reply_id) return std::nullopt;
    return multipath::id_sample{
        .sent = probe.sent_at, .received = probe.received_at, .id = *answer.reply_id, .probe_id = probe.sequence};
}

bool is_error(reply_kind kind) {
    return kind == reply_kind::time_exceeded || is_refusal(kind);
}

}  // namespace

path_sweep::path_sweep(const trace_setup& setup)
    : search_(settings_of(setup)), ipv6_(setup.target.is_v6()), others_(setup.path_searches), now_(setup.started_at) {}

void path_sweep::leave() {
    if (std::exchange(counts_, false)) others_->limits.leave();
}

void path_sweep::begin(const path_map& path) {
    if (begun_) return;
    begun_ = true;
    learnt(path);
}

// It does not wait for hops that do not answer: other flows may meet others there. But whoever measures the distance
// first has asked no hop yet.
void path_sweep::learnt(const path_map& path) {
    const path_evidence& known = path.evidence();
    begun_ = begun_ || (known.distance && !known.in_doubt && !path.setup().measured);
    if (!begun_) return;
    for (const hop_ttl ttl : ttls(first_ttl_of(path.setup().options), path.end())) learn_hop(path, ttl);
}

void path_sweep::learn_hop(const path_map& path, hop_ttl ttl) {
    const hop_evidence& hop = path.hop(ttl);
    if (hop.answers == 0 && hop.handed > 0 && hop.awaited == 0)
        search_.missed(ttl.value(), now_, turn(ttl, hop.last_sent));
    if (hop.answers == 0) return learn_from_others(path, ttl);
    const kept_reply& said = path.ledger().reply_number(hop.first_answer);
    const bool last = path.evidence().distance == ttl || path.evidence().barrier == ttl;
    if (search_.met(ttl.value(), said.responder, last)) note_answer(ttl, said.responder, said.kind, hop.last_sent);
}

void path_sweep::learn_from_others(const path_map& path, hop_ttl ttl) {
    const address* const router = path.router_at(ttl);
    if (router) search_.told(ttl.value(), *router);
}

void path_sweep::note_answer(hop_ttl ttl, const address& router, reply_kind said, time_point sent) {
    if (others_ && is_error(said)) others_->limits.answered(router, ttl, sent);
}

// Of a probe without an answer. All that search share what a router grants.
std::optional<duration> path_sweep::turn(hop_ttl ttl, time_point sent) const {
    if (!others_ || !others_->limits.explains(ipv6_, ttl, sent)) return std::nullopt;
    const duration interval = ipv6_ ? icmp_interval_ipv6 : icmp_interval_ipv4;
    return others_->limits.searches() * (interval + std::chrono::milliseconds{50});
}

std::optional<probe_plan> path_sweep::peek(hop_ttl /*end*/) const {
    if (!begun_ || !search_.has_next(now_)) return std::nullopt;
    const multipath::question next = search_.front();
    return probe_plan{.ttl = hop_ttl{next.ttl}, .purpose = probe_purpose::path, .flow = next.flow};
}

void path_sweep::take(const probe_plan& /*plan*/, hop_ttl /*end*/) {
    search_.next(now_);
    if (others_ && !std::exchange(counts_, true)) others_->limits.join();
}

bool path_sweep::finished() const {
    return begun_ && !search_.has_next(now_) && search_.finished();
}

std::optional<time_point> path_sweep::due() const {
    return begun_ ? search_.due() : std::nullopt;
}

void path_sweep::answered(const probe_record& probe, const reply& answer, const path_map& /*path*/) {
    now_ = std::max(now_, probe.received_at);
    note_answer(probe.ttl, answer.responder, answer.kind, probe.sent_at);
    search_.answered(question_of(probe), now_, answer.responder, ends_there(answer), id_of(probe, answer));
    // The next hop is another router.
    for (const interface_information& one : answer.interfaces) {
        if (one.address && one.role != interface_role::next_hop) search_.told_interface(answer.responder, *one.address);
    }
}

void path_sweep::overdue(const probe_record& probe) {
    search_.lost(question_of(probe), now_, turn(probe.ttl, probe.sent_at));
}

void path_sweep::refused(const probe_record& probe) {
    search_.unsent(question_of(probe));
}

path_set path_sweep::result() {
    leave();
    return search_.result();
}

}  // namespace tracerouter::engine
