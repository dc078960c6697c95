#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "agenda.hpp"
#include "delivery.hpp"
#include "dice.hpp"
#include "engine/engine.hpp"
#include "network.hpp"
#include "observer.hpp"
#include "world.hpp"

namespace tracerouter::sim {

/// Runs an engine in a world, in virtual time that jumps to the next thing that happens. The same world gives the same
/// run, bit by bit.
class driver {
public:
    /// Observers are told in their order; they and the world must outlive the driver.
    driver(const world& world, std::vector<observer*> observers, bool announce_hops = true);

    /// Traces all routes of the world to their ends.
    void run();

private:
    void wake_up();
    void start_traces();
    void take_what_happened();
    void transmit();
    void send(const datagram& probe);
    void stamp_by_kernel(probe_key probe, time_point left);
    void block();
    void arrive(const delivery& arrived, time_point at);
    void say_sent(const sent_stamp& stamp);
    void cancel(engine::trace_id trace);
    void take_events();
    [[nodiscard]] bool over() const { return engine_.active() == 0 && started_ == world_.routes.size(); }
    [[nodiscard]] std::optional<time_point> next_wake_up() const;

    template <class Call>
    void tell(Call call) {
        for (observer* observer : observers_) call(*observer);
    }

    const world& world_;
    std::vector<observer*> observers_;
    bool announce_hops_;
    dice dice_;
    sim::network network_;
    engine::engine engine_;
    engine::transmit_batch batch_;
    sim::agenda agenda_;
    time_point true_time_;  // of the world
    time_point now_;        // as the process reads it
    std::size_t started_ = 0;
    bool blocked_ = false;
};

}  // namespace tracerouter::sim
