#pragma once

#include "answer_plan.hpp"
#include "internet.hpp"
#include "limiter.hpp"

namespace lab {

/// Decides what each probe gets. Time comes in as an argument.
class responder {
public:
    explicit responder(const internet& network) : network_(network), random_(mix(network.plan().seed, 77)) {}

    answer_plan decide(const probe& datagram, nanoseconds now);

private:
    void choose_answer(const probe& datagram, answer_plan& plan) const;
    void choose_end_answer(const probe& datagram, answer_plan& plan) const;
    void choose_tcp_answer(const probe& datagram, answer_plan& plan) const;
    silence suppression(const answer_plan& plan, const probe& datagram, nanoseconds now);
    nanoseconds delay_of(const answer_plan& plan);

    const internet& network_;
    limiter limiter_;
    random_source random_;
};

}  // namespace lab
