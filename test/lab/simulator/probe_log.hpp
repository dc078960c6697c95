#pragma once

#include <cstdint>
#include <cstdio>
#include <deque>

#include "answer_plan.hpp"
#include "probe.hpp"

namespace lab {

/// One record for each probe, kept in memory until the end: formatting and writing would disturb the delays.
class probe_log {
public:
    explicit probe_log(bool enabled) : enabled_(enabled) {}

    std::uint64_t add(const probe& datagram, const answer_plan& plan, nanoseconds read_at);
    void answered(std::uint64_t number, nanoseconds actual);
    void write(std::FILE* out) const;

private:
    struct record {
        nanoseconds read_at;
        nanoseconds intended;
        nanoseconds actual{-1};
        address source;
        address destination;
        address responder;
        std::uint64_t flow;
        std::uint32_t tcp_sequence;
        std::uint16_t ip_id;
        std::uint16_t identifier;
        std::uint16_t sequence;
        std::uint16_t checksum;
        std::uint16_t size;
        std::uint16_t position;
        transport kind;
        bool ipv6;
        std::uint8_t ttl;
        std::uint8_t tos;
        std::uint8_t copies;
        std::uint8_t code;
        answer_kind answer;
        silence why_not;
        corruption damage;
    };

    static void write(const record& one, std::FILE* out);

    bool enabled_;
    std::deque<record> records_;
};

}  // namespace lab
