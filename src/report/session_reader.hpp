#pragma once

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "report/monitor_reporter.hpp"
#include "tracerouter/probe_observation.hpp"

namespace tracerouter::report {

/// A probe of a session, and whose it is. That it was sent goes without saying unless it is late or a duplicate, which
/// follow another outcome of the same probe, or refused.
struct session_probe {
    std::string target{};  ///< as in the `start` of its target
    boost::asio::ip::address address{};
    probe_observation seen{};
};

/// The counters of a target began anew.
struct session_reset {
    std::string target{};  ///< as in the `start` of its target
    boost::asio::ip::address address{};
    monitor_reset reset{};

    friend bool operator==(const session_reset&, const session_reset&) = default;
};

/// When a monitor ended.
struct session_end {
    std::string target{};  ///< as in the `start` of its target
    boost::asio::ip::address address{};
    std::chrono::system_clock::time_point ended_at{};  ///< its start and the time that has passed since then
    std::uint64_t rounds = 0;                          ///< begun until then

    friend bool operator==(const session_end&, const session_end&) = default;
};

/// An event that a session is not rebuilt from: a change, a summary, or a kind that later versions know.
struct other_event {};

/// A line that is no event, or not what the schema says of its event.
struct session_fault {
    std::string message;  ///< one line for people: "line 7: "rtt_ms" is no number from 0 to 100000000"
};

/// What a line of a session says.
using session_line = std::variant<monitor_start, session_probe, session_reset, session_end, other_event, session_fault>;

/// Reads what monitor_events_reporter writes: NDJSON, schema "tracerouter.event/1". Whoever wrote the octets, memory
/// stays within what was appended and a few times longest_line.
///
/// A file that was cut in the middle of a line is read up to there: what has no line end yet is no line. Unknown events
/// and unknown keys are passed over, and so are blank lines.
class session_reader {
public:
    /// Octets of a line, without its end. Longer than any event but `summary`, which is passed over at any length.
    static constexpr std::size_t longest_line = 65'536;

    /// The next octets of the file.
    void append(std::string_view octets);

    /// The next whole line of what was appended; absent: there is none. After a fault the lines behind it are read as
    /// if it were not there.
    [[nodiscard]] std::optional<session_line> next();

    /// Whether octets are left that have no line end.
    [[nodiscard]] bool is_cut() const noexcept { return begin_ < pending_.size(); }

private:
    [[nodiscard]] session_line read(std::string_view line) const;

    std::string pending_;      ///< octets that were appended
    std::size_t begin_ = 0;    ///< of the line that comes next
    std::size_t scanned_ = 0;  ///< up to there is no line end behind begin_
    std::uint64_t line_ = 0;   ///< lines that have been read
};

}  // namespace tracerouter::report
