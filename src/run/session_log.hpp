#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "report/monitor_reporter.hpp"
#include "report/session_reader.hpp"
#include "tracerouter/probe_observation.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::run {

/// What a session says at one place.
struct session_entry {
    enum class kind : std::uint8_t { start, probe, reset, end };
    using wall_time = std::chrono::system_clock::time_point;

    kind what = kind::probe;
    std::size_t target = 0;    ///< its number, in the order of their starts
    wall_time known_at{};      ///< from then on; never before the entry ahead of it
    probe_observation seen{};  ///< of a probe
    wall_time at{};            ///< of a start, a reset and an end: when
    std::uint64_t rounds = 0;  ///< of a reset and an end: begun until then
};

/// A session in memory, in the order of its file: some 13 octets for what became of a probe, so a day of 20 hops and
/// one round a second takes some 50 MB. Of answers it keeps what statistics are made of: responder, round-trip time,
/// kind, whether it arrived, and MPLS labels. Whoever wrote the file, memory is bounded.
class session_log {
public:
    /// A session names so many targets at most: each costs memory behind this.
    static constexpr std::size_t most_targets = 4'096;
    /// Octets of memory, approximately.
    static constexpr std::size_t most_octets = std::size_t{1} << 30;

    /// Where a reader is: before an entry, or at the end.
    struct place {
        std::size_t block = 0;
        std::size_t offset = 0;
        std::size_t entries = 0;  ///< before it
        // Of the entry before, from which the next one differs little.
        std::size_t target = 0;
        std::size_t started = 0;  ///< targets
        std::uint64_t round = 0;
        std::uint16_t flow = 0;
        session_entry::wall_time time{};
        session_entry::wall_time known_at{};
    };

    session_log() = default;
    session_log(session_log&&) = default;
    session_log& operator=(session_log&&) = default;
    session_log(const session_log&) = delete;
    session_log& operator=(const session_log&) = delete;
    ~session_log() = default;

    /// Takes the next line of a file. \return what is wrong with it; empty: nothing
    [[nodiscard]] std::string add(report::session_line&& line);
    /// Nothing more is taken: a limit is reached.
    [[nodiscard]] bool is_full() const noexcept { return memory() >= most_octets; }

    /// Reads the entry at a place into `out`, and goes behind it. \return false: it is the end
    [[nodiscard]] bool read(place& where, session_entry& out) const;

    [[nodiscard]] const std::vector<report::monitor_start>& starts() const noexcept { return starts_; }
    [[nodiscard]] std::size_t entries() const noexcept { return end_.entries; }
    /// When its first target began.
    [[nodiscard]] session_entry::wall_time begins_at() const noexcept { return begins_at_; }
    /// When the last of it was known.
    [[nodiscard]] session_entry::wall_time ends_at() const noexcept { return end_.known_at; }
    /// Octets, approximately.
    [[nodiscard]] std::size_t memory() const noexcept { return octets_; }

private:
    /// Whom targets are told apart by.
    using target_key = std::pair<std::string, boost::asio::ip::address>;
    /// What many answers have in common: responder, kind, whether it arrived, labels.
    using label_fields = std::array<std::uint32_t, 4>;
    using answer = std::tuple<boost::asio::ip::address, reply_kind, bool, std::vector<label_fields>>;

    /// Whether a session says of the probes of a target that they were sent. What --record writes does; what --format
    /// events writes does not, since their fate says so.
    enum class departures : std::uint8_t { unknown, told, implied };

    [[nodiscard]] std::string add_start(report::monitor_start&& start);
    [[nodiscard]] std::string add_probe(const report::session_probe& probe);
    [[nodiscard]] bool was_sent_unsaid(std::size_t target, probe_outcome outcome);
    [[nodiscard]] std::string add_reset(const report::session_reset& reset);
    [[nodiscard]] std::string add_end(const report::session_end& end);
    /// The number of a target; that of none if it has no start.
    [[nodiscard]] std::size_t find(const std::string& name, const boost::asio::ip::address& address) const;
    void append(session_entry& entry);
    void append_probe(std::string& out, const probe_observation& seen);
    std::uint64_t number_of(const reply& one);
    std::uint64_t number_of(const boost::system::error_code& error);
    void read_probe(std::string_view& octets, probe_observation& seen) const;
    [[nodiscard]] reply answer_of(std::uint64_t number) const;
    void settle(session_entry& entry, place& where) const;

    std::vector<report::monitor_start> starts_;
    std::vector<departures> departures_;  // of these
    std::map<target_key, std::size_t> numbers_;
    std::vector<std::string> blocks_;
    std::map<answer, std::uint64_t> answer_numbers_;
    std::vector<const answer*> answers_;  // by number, in the map
    std::vector<boost::system::error_code> errors_;
    place end_;
    session_entry::wall_time begins_at_{};
    std::size_t octets_ = 0;
};

}  // namespace tracerouter::run
