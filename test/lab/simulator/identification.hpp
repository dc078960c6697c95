#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "answer_plan.hpp"
#include "probe.hpp"
#include "random.hpp"
#include "scenario.hpp"

namespace lab {

/// The IP identification of answers.
class identification_source {
public:
    explicit identification_source(std::uint64_t seed) : seed_(seed), random_(seed) {}

    /// Of an answer that is made at that time, counted from the first probe.
    std::uint16_t next(const answer_plan& plan, const probe& datagram, nanoseconds at);

private:
    std::uint64_t seed_;
    random_source random_;
    std::map<std::string, std::uint64_t> counters_;  // by name
    std::uint64_t answers_ = 0;
};

}  // namespace lab
