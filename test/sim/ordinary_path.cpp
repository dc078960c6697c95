#include "ordinary_path.hpp"

#include <algorithm>
#include <array>

#include "dice.hpp"

namespace tracerouter::sim {

namespace {

using namespace std::chrono_literals;

/// Shares of hardships, in percent.
struct share {
    sim::hardship hardship;
    int percent;
};
constexpr std::array shares{share{hardship::none, 35}, share{hardship::loss, 20}, share{hardship::slow, 15},
                            share{hardship::limited, 10}, share{hardship::dead, 20}};

/// How much further than the one before a router is: in the same house, in the region, in the country, across a sea.
struct distance {
    int percent;
    duration least;
    duration most;
};
constexpr std::array distances{distance{60, 0us, 1ms}, distance{28, 1ms, 10ms}, distance{9, 10ms, 40ms},
                               distance{3, 40ms, 150ms}};

class path_maker {
public:
    explicit path_maker(std::uint64_t number) : dice_(number) {}

    ordinary_path make() {
        path_.hardship = pick(shares).hardship;
        path_.world.seed = dice_.roll();
        path_.world.manners = {.stamps = kernel_stamps::prompt, .arrivals_stamped = true};
        make_traits();
        const int hops = dice_.between(4, 24);
        for (int hop = 0; hop < hops; ++hop) add_router();
        add_target();
        path_.world.routes.push_back(route_);
        return std::move(path_);
    }

private:
    template <class Row, std::size_t Count>
    const Row& pick(const std::array<Row, Count>& rows) {
        int rest = dice_.between(0, 99);
        const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) {
            rest -= row.percent;
            return rest < 0;
        });
        return *found;
    }

    bool hard(sim::hardship wanted) const { return path_.hardship == wanted; }

    // Of the path as a whole.
    void make_traits() {
        silent_share_ = dice_.between(100, 200) / 1000.0;
        jitter_ = dice_.chance(0.7) ? dice_.between(50us, 2ms) : dice_.between(2ms, 30ms);
        spent_ = dice_.chance(0.5);
        const bool loses = hard(hardship::loss) || (!hard(hardship::none) && dice_.chance(0.3));
        if (!loses) return;
        route_.loss_out = dice_.between(0, 50) / 1000.0;
        route_.loss_back = dice_.between(0, 50) / 1000.0;
    }

    void add_router() {
        router made;
        const auto index = path_.world.routers.size();
        made.address = address_v4{0x0a000001 + static_cast<std::uint32_t>(index)};
        made.delay = {.base = next_rtt(), .jitter = jitter_, .slowness = 0ms};
        if (hard(hardship::slow) && dice_.chance(0.15)) made.delay.slowness = dice_.between(100ms, 500ms);
        made.silent = dice_.chance(silent_share_);
        made.limited = hard(hardship::limited) && dice_.chance(0.8);
        if (made.limited && spent_) made.answers_left = dice_.between(0, 2);
        if (!made.silent) ++path_.answering_hops;
        path_.world.routers.push_back(made);
        route_.hops.push_back(index);
    }

    void add_target() {
        route_.target = address_v4{0xc6130001};
        route_.end = hard(hardship::dead) ? ending::silence : ending::target;
        path_.target_rtt = next_rtt();
        route_.end_delay = {.base = path_.target_rtt, .jitter = jitter_, .slowness = 0ms};
        if (!hard(hardship::dead)) ++path_.answering_hops;
    }

    duration next_rtt() {
        const distance& further = pick(distances);
        return rtt_ += dice_.between(further.least, further.most);
    }

    dice dice_;
    ordinary_path path_;
    route route_;
    double silent_share_ = 0;
    duration jitter_{};
    bool spent_ = false;
    duration rtt_ = 200us;
};

}  // namespace

ordinary_path make_ordinary_path(std::uint64_t number) {
    return path_maker{number}.make();
}

}  // namespace tracerouter::sim
