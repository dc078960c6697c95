#include "statistics.hpp"

#include <boost/json.hpp>

namespace lab {
namespace {

namespace json = boost::json;

constexpr std::array transport_names{"icmp", "udp", "tcp", "other"};
constexpr std::array refusal_names{"", "foreign_version", "fragment", "malformed"};

json::object count_by_ttl(const statistics& seen) {
    json::object result;
    for (std::size_t ttl = 0; ttl < seen.by_ttl.size(); ++ttl) {
        if (seen.by_ttl[ttl] != 0) result[std::to_string(ttl)] = seen.by_ttl[ttl];
    }
    return result;
}

template <typename Kind, std::size_t N>
json::object count_by_kind(const std::array<std::uint64_t, N>& counts) {
    json::object result;
    for (std::size_t i = 1; i < N; ++i) result[to_string(static_cast<Kind>(i))] = counts[i];
    return result;
}

template <std::size_t N>
json::object count_by_name(const std::array<std::uint64_t, N>& counts, const std::array<const char*, N>& names) {
    json::object result;
    for (std::size_t i = 0; i < N; ++i) {
        if (*names[i] != '\0') result[names[i]] = counts[i];
    }
    return result;
}

}  // namespace

std::string to_json(const statistics& seen) {
    const json::object result{
        {"probes", seen.probes},
        {"by_ttl", count_by_ttl(seen)},
        {"by_protocol", count_by_name(seen.by_transport, transport_names)},
        {"answers", count_by_kind<answer_kind>(seen.answers)},
        {"suppressed", count_by_kind<silence>(seen.suppressed)},
        {"refused", count_by_name(seen.refused, refusal_names)},
        {"noise", seen.noise},
        {"unsent", seen.unsent},
        {"largest_agenda", seen.largest_agenda},
        {"write_failures", seen.write_failures},
        {"device_dropped", seen.device_dropped},
        {"overwhelmed", seen.overwhelmed()},
        {"cpu_seconds", seen.cpu_seconds},
        {"command_ms", seen.command_ms},
        {"lateness_us",
         {{"median", seen.lateness.quantile_us(0.5)},
          {"p95", seen.lateness.quantile_us(0.95)},
          {"max", seen.lateness.largest_us()}}},
    };
    return json::serialize(result);
}

}  // namespace lab
