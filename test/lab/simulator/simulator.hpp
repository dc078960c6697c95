#pragma once

#include <array>
#include <csignal>
#include <cstdint>
#include <optional>

#include "agenda.hpp"
#include "identification.hpp"
#include "noise.hpp"
#include "probe_log.hpp"
#include "responder.hpp"
#include "statistics.hpp"

namespace lab {

/// Plays the internet behind the device until a signal handler sets `stop`.
class simulator {
public:
    simulator(const internet& network, int device, probe_log& log);

    void run(const volatile std::sig_atomic_t& stop);

    const statistics& seen() const { return seen_; }

private:
    bool read_some();
    void handle(std::span<const std::uint8_t> datagram, nanoseconds now);
    void prepare(const probe& datagram, const answer_plan& plan, nanoseconds now, std::uint64_t record);
    bool write_due();
    void write_answer(const prepared_answer& answer, nanoseconds now);
    bool write_noise();
    void write_datagram(std::span<const std::uint8_t> datagram);
    void wait();
    nanoseconds next_due() const;

    int device_;
    probe_log& log_;
    responder responder_;
    noise_maker noise_;
    std::optional<nanoseconds> first_probe_at_;
    agenda agenda_;
    statistics seen_;
    identification_source identification_;
    std::array<std::uint8_t, 65536> buffer_;
};

}  // namespace lab
