#include "random_world.hpp"

#include <algorithm>

#include "dice.hpp"

namespace tracerouter::sim {

namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t routers_net = 0x0a000000;  // 10.0.0.0
constexpr std::uint32_t targets_net = 0xc6130000;  // 198.19.0.0
constexpr std::uint32_t aliases_net = 0xcb007100;  // 203.0.113.0

/// Makes one world. Traits that all routers or routes of a world share are rolled once, so that worlds differ.
class maker {
public:
    explicit maker(std::uint64_t seed) : dice_(seed) {}

    world make() {
        world_.seed = dice_.roll();
        world_.first_identifier = static_cast<std::uint16_t>(dice_.roll() & 0x7fff);
        world_.first_sequence = static_cast<std::uint16_t>(dice_.roll());
        world_.strangers = dice_.chance(0.5) ? 0 : 0.2;
        make_manners();
        const std::size_t targets = number_of_targets();
        world_.window = dice_.chance(0.3) ? dice_.between(std::size_t{1}, targets) : targets;
        world_.rate = dice_.chance(0.3) ? dice_.between(200U, 2'000U) : dice_.between(2'000U, 1'000'000U);
        make_trunk();
        for (std::size_t index = 0; index < targets; ++index) make_route(index);
        return std::move(world_);
    }

private:
    std::size_t number_of_targets() {
        if (dice_.chance(0.7)) return 1;
        return dice_.chance(0.95) ? dice_.between(std::size_t{2}, 12) : dice_.between(std::size_t{50}, 300);
    }

    void make_manners() {
        manners& manners = world_.manners;
        if (dice_.chance(0.1)) manners.refused = dice_.chance(0.2) ? 1 : 0.1;
        if (dice_.chance(0.1)) manners.blocked = 0.05;
        manners.blocked_for = dice_.between(100us, 20ms);
        manners.stamps = static_cast<kernel_stamps>(dice_.between(0, 2));
        manners.arrivals_stamped = dice_.chance(0.5);
        if (dice_.chance(0.2)) manners.sluggishness = 2ms;
        if (dice_.chance(0.1)) manners.clock_error = 1ms;
    }

    // What the routes of a world have in common: the way out of the house.
    void make_trunk() {
        silent_share_ = dice_.chance(0.7) ? 0.15 : 0;
        slow_share_ = dice_.chance(0.3) ? 0.1 : 0;
        limited_share_ = dice_.chance(0.3) ? 0.5 : 0;
        jitter_ = dice_.chance(0.5) ? dice_.between(0ms, 30ms) : 100us;
        const auto length = dice_.between(0, 5);
        for (int hop = 0; hop < length; ++hop) trunk_.push_back(make_router(trunk_));
    }

    std::size_t make_router(const std::vector<std::size_t>& before) {
        router made;
        made.address = address_v4{routers_net + static_cast<std::uint32_t>(world_.routers.size()) + 1};
        made.delay.base = next_distance(before);
        made.delay.jitter = jitter_;
        if (dice_.chance(slow_share_)) made.delay.slowness = dice_.between(100ms, 500ms);
        made.silent = dice_.chance(silent_share_);
        made.limited = dice_.chance(limited_share_);
        made.translated = dice_.chance(0.02);
        if (dice_.chance(0.05)) made.labels = {{24003, 0, false, 1}, {299840, 5, true, 254}};
        world_.routers.push_back(made);
        return world_.routers.size() - 1;
    }

    duration next_distance(const std::vector<std::size_t>& before) {
        const duration last = before.empty() ? duration::zero() : world_.routers[before.back()].delay.base;
        return last + (dice_.chance(0.1) ? dice_.between(0ms, 80ms) : dice_.between(0us, 5ms));
    }

    void make_route(std::size_t index) {
        route made;
        made.target = address_v4{targets_net + static_cast<std::uint32_t>(index)};
        if (index > 0 && dice_.chance(0.05)) made.target = world_.routes.back().target;
        made.hops = trunk_;
        const auto branch = dice_.between(made.hops.empty() ? 1 : 0, dice_.chance(0.1) ? 40 : 20);
        for (int hop = 0; hop < branch; ++hop) made.hops.push_back(make_router(made.hops));
        make_end(made);
        if (dice_.chance(0.5)) make_losses(made);
        if (dice_.chance(0.1)) made.duplicates = 0.1;
        if (dice_.chance(0.1)) made.cancelled_after = dice_.between(0ms, 3s);
        make_options(made.options);
        world_.routes.push_back(std::move(made));
    }

    void make_end(route& made) {
        made.end = dice_.chance(0.7) ? ending::target : dice_.chance(0.6) ? ending::silence : ending::loop;
        made.end_delay = {next_distance(made.hops), jitter_, 0ms};
        made.loop_length = dice_.between(std::size_t{1}, std::min<std::size_t>(made.hops.size(), 3));
        if (dice_.chance(0.05)) made.answers_as = address_v4{aliases_net + dice_.between(1U, 254U)};
        made.expires_at_target = dice_.chance(0.05);
        if (dice_.chance(0.1)) {
            made.barrier = {.ttl = static_cast<std::uint8_t>(dice_.between(std::size_t{1}, made.hops.size())),
                            .code = static_cast<std::uint8_t>(dice_.between(0, 13)),
                            .share = dice_.chance(0.7) ? 1 : 0.3};
        }
    }

    void make_losses(route& made) {
        made.loss_out = dice_.between(0, 100) / 1000.0;
        made.loss_back = dice_.between(0, 100) / 1000.0;
    }

    void make_options(trace_options& options) {
        if (dice_.chance(0.5)) return;
        options.max_ttl = dice_.chance(0.05) ? UINT8_MAX : dice_.between(std::uint8_t{1}, 40);
        if (dice_.chance(0.3)) options.first_ttl = dice_.between(std::uint8_t{1}, options.max_ttl);
        options.queries = dice_.chance(0.7) ? dice_.between(std::uint8_t{1}, 4) : dice_.between(std::uint8_t{1}, 10);
        options.gap_limit = dice_.between(std::uint8_t{1}, dice_.chance(0.1) ? 255 : 8);
        options.wait = dice_.between(20ms, 5s);
        options.packet_size = dice_.between(min_packet_size(protocol::icmp, false), 120);
        options.tos = static_cast<std::uint8_t>(dice_.roll());
        options.dont_fragment = dice_.chance(0.5);
        options.flow = static_cast<std::uint16_t>(dice_.roll());
    }

    dice dice_;
    world world_;
    std::vector<std::size_t> trunk_;
    double silent_share_ = 0;
    double slow_share_ = 0;
    double limited_share_ = 0;
    duration jitter_{};
};

}  // namespace

world random_world(std::uint64_t seed) {
    return maker{seed}.make();
}

world random_survey(std::uint64_t seed) {
    constexpr std::size_t targets = 120;
    world made = random_world(seed);
    made.window = 1 + seed % 16;
    const std::size_t given = made.routes.size();
    for (std::size_t index = given; index < targets; ++index) {
        route copy = made.routes[index % given];
        copy.target = address_v4{targets_net + static_cast<std::uint32_t>(256 * (index % 3) + index)};
        made.routes.push_back(std::move(copy));
    }
    for (route& one : made.routes) {
        if (one.end == ending::loop) one.end = ending::silence;
        one.options.first_ttl = 1;
        one.options.max_ttl = 64;
        one.options.gap_limit = std::min<std::uint8_t>(one.options.gap_limit, 8);
        one.options.wait = std::max<duration>(one.options.wait, 1s);
        one.options.flow.reset();  // so many traces of one flow run out of sequence numbers
        one.options.stop_set = true;
        one.options.path_mtu = false;
    }
    return made;
}

}  // namespace tracerouter::sim
