#include "network.hpp"

#include <algorithm>
#include <stdexcept>

#include "forger.hpp"

namespace tracerouter::sim {

namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t time_exceeded = 11;
constexpr std::uint8_t unreachable = 3;
constexpr duration round_of_a_loop = 1ms;
constexpr std::uint8_t reply_ttl = 60;
constexpr std::uint16_t translation = 0x0101;
constexpr std::uint16_t first_of_flows = 0x8000;
constexpr address_v4::uint_type translator = 0xc6120009;  // 198.18.0.9, as which the probes leave it

reply_kind kind_of(const error_answer& answer) {
    if (answer.type == time_exceeded) return reply_kind::time_exceeded;
    switch (answer.code) {
        case 3: return reply_kind::port_unreachable;
        case 4: return reply_kind::too_big;
        case 9:
        case 10:
        case 13: return reply_kind::prohibited;
        default: return reply_kind::unreachable;
    }
}

}  // namespace

network::network(const world& world, dice dice)
    : world_(world), dice_(dice), adversary_(world, dice), budgets_(world.routers.size()) {
    for (std::size_t index = 0; index < budgets_.size(); ++index)
        budgets_[index].tokens = world.routers[index].answers_left;
    for (const route& route : world.routes) {
        if (!routes_.emplace(route.target, &route).second) repeated_.insert(route.target);
    }
}

network::arrivals network::answers(const datagram& probe, time_point at) {
    const std::optional<seen_probe> seen = read_probe(probe.bytes);
    if (!seen) throw std::runtime_error{"the engine sent a malformed probe"};
    arrivals_.clear();
    const route& route = *routes_.at(seen->destination);
    const std::size_t ttl = seen->ttl;
    const std::size_t routers = route.hops.size();
    if (dice_.chance(route.loss_out)) {
        // Nobody sees it.
    } else if (route.barrier && ttl >= route.barrier->ttl && dice_.chance(route.barrier->share)) {
        answer_from_barrier(route, probe, at);
    } else if (ttl <= routers) {
        answer_from_router(route, route.hops[ttl - 1], 0, probe, at);
    } else if (route.end == ending::target) {
        answer_from_target(route, probe, seen->ttl, at);
    } else if (route.end == ending::loop) {
        const std::size_t beyond = ttl - routers - 1;
        answer_from_router(route, route.hops[routers - route.loop_length + beyond % route.loop_length],
                           static_cast<int>(beyond / route.loop_length) + 1, probe, at);
    }
    if (dice_.chance(world_.strangers)) {
        const bool alone = !repeated_.contains(seen->destination);
        arrivals_.emplace_back(at + time_of({1ms, 300ms, 0ms}), forge(probe.bytes, alone, dice_));
    }
    adversary_.meet(route, probe, at, arrivals_);
    return std::move(arrivals_);
}

void network::answer_from_router(const route& route, std::size_t index, int rounds, const datagram& probe,
                                 time_point at) {
    const router& router = world_.routers[index];
    if (router.silent || (router.limited && !within_budget(index, at))) return;
    error_answer answer{
        .type = time_exceeded, .code = 0, .quoted_ttl = 1, .quoted_checksum = {}, .labels = router.labels, .mtu = 0};
    if (router.refuses) {
        answer.type = unreachable;
        answer.code = router.refuses->code;
        answer.mtu = router.refuses->mtu;
    }
    answer_with_error(route, router, answer, rounds * round_of_a_loop, probe, at);
}

void network::answer_from_barrier(const route& route, const datagram& probe, time_point at) {
    const std::size_t index = route.hops[route.barrier->ttl - 1U];
    const router& router = world_.routers[index];
    if (router.limited && !within_budget(index, at)) return;
    error_answer answer;
    answer.type = unreachable;
    answer.code = route.barrier->code;
    answer_with_error(route, router, answer, 0ms, probe, at);
}

void network::answer_from_target(const route& route, const datagram& probe, std::uint8_t ttl, time_point at) {
    if (route.expires_at_target && ttl == route.hops.size() + 1) {
        router box;
        box.address = route.target;
        box.delay = route.end_delay;
        answer_with_error(route, box, {}, 0ms, probe, at);
        return;
    }
    const address_v4 responder = route.answers_as.value_or(route.target);
    delivery echo{write_echo_reply(probe.bytes, responder, reply_ttl), nature::genuine, probe.probe, {}};
    echo.told.responder = responder;
    echo.told.kind = reply_kind::echo_reply;
    echo.told.icmp_type = 0;
    echo.told.icmp_code = 0;
    echo.told.arrived = true;
    echo.told.nat = false;
    echo.told.reply_ttl = reply_ttl;
    echo.told.reply_id = reply_id;
    deliver(route, std::move(echo), at + time_of(route.end_delay));
}

void network::answer_with_error(const route& route, const router& router, const error_answer& error, duration extra,
                                const datagram& probe, time_point at) {
    error_answer answer = error;
    const std::optional<seen_probe> seen = read_probe(probe.bytes);
    if (router.translated) {
        answer.quoted_checksum = seen->checksum ^ translation;
        answer.quoted_source = address_v4{translator};
    }
    const bool disguised = route.translator && seen->ttl > *route.translator;
    const address_v4 responder = disguised ? route.target : router.address;
    delivery out{write_error(probe.bytes, responder, reply_ttl, answer), nature::genuine, probe.probe, {}};
    // With a flow of the user's choice the identifier is no secret, and the cookie is gone: anybody could have said so.
    if (router.translated && seen->identifier >= first_of_flows) out.nature = nature::foreign;
    out.told.responder = responder;
    out.told.kind = kind_of(answer);
    out.told.icmp_type = answer.type;
    out.told.icmp_code = answer.code;
    out.told.arrived = is_refusal(out.told.kind) && responder == route.target;
    if (answer.mtu > 0) out.told.mtu = answer.mtu;
    out.told.reply_ttl = reply_ttl;
    out.told.reply_id = reply_id;
    out.told.ttl_quoted = answer.quoted_ttl;
    out.told.tos_quoted = seen->tos;
    out.told.nat = router.translated;
    out.told.mpls = answer.labels;
    deliver(route, std::move(out), at + time_of(router.delay) + extra);
}

void network::deliver(const route& route, delivery delivery, time_point at) {
    if (dice_.chance(route.loss_back)) return;
    if (dice_.chance(route.duplicates)) arrivals_.emplace_back(at + time_of({0ms, 40ms, 0ms}), delivery);
    arrivals_.emplace_back(at, std::move(delivery));
}

duration network::time_of(const delay& delay) {
    return delay.base + dice_.between(duration::zero(), delay.jitter) + delay.slowness;
}

bool network::within_budget(std::size_t router, time_point at) {
    budget& left = budgets_[router];
    if (left.filled_at == time_point{}) left.filled_at = at;
    const double earned = std::chrono::duration<double>{at - left.filled_at} / linux_interval;
    left.tokens = std::min(linux_burst, left.tokens + std::max(0.0, earned));
    left.filled_at = std::max(left.filled_at, at);
    if (left.tokens < 1) return false;
    left.tokens -= 1;
    return true;
}

}  // namespace tracerouter::sim
