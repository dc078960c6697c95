#include "run/result_parts.hpp"

#include <algorithm>

#include "report/hop_answers.hpp"

namespace tracerouter::run {

using boost::asio::ip::address;

namespace {

void append_addresses(std::vector<address>& out, const hop_result& hop) {
    if (hop.inferred_address) out.push_back(*hop.inferred_address);
    for (const auto& answer : report::replies_of(hop)) out.push_back(answer.responder);
}

std::vector<address> without_repetition(std::vector<address> all) {
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

void hide_vertices(path_set& paths, std::uint8_t last_ttl) {
    const auto hidden = [last_ttl](const auto& one) { return one.ttl <= last_ttl; };
    const auto count = static_cast<std::uint32_t>(std::ranges::count_if(paths.vertices, hidden));
    std::erase_if(paths.vertices, hidden);  // they come first
    std::erase_if(paths.links, [count](const path_link& one) { return one.from < count; });
    for (path_link& one : paths.links) one.from -= count, one.to -= count;
    const auto shown = [&paths](const address& of) {
        return std::ranges::find(paths.vertices, of, &path_vertex::address) != paths.vertices.end();
    };
    std::erase_if(paths.routers, [&](const path_router& one) { return !std::ranges::all_of(one.addresses, shown); });
    std::erase_if(paths.diamonds, [last_ttl](const path_diamond& one) { return one.from_ttl < last_ttl; });
}

bool any_probe(const trace_result& result, auto what) {
    return std::any_of(result.hops.begin(), result.hops.end(),
                       [&](const hop_result& hop) { return std::any_of(hop.probes.begin(), hop.probes.end(), what); });
}

}  // namespace

std::vector<address> addresses_of(const hop_result& hop) {
    std::vector<address> all;
    append_addresses(all, hop);
    return without_repetition(std::move(all));
}

std::vector<address> addresses_of(const trace_result& result) {
    std::vector<address> all;
    for (const auto& hop : result.hops) append_addresses(all, hop);
    if (result.paths) {
        for (const path_vertex& one : result.paths->vertices) {
            if (one.address) all.push_back(*one.address);
        }
    }
    return without_repetition(std::move(all));
}

bool refused_by_this_host(const trace_result& result) {
    return !result.reached &&
           any_probe(result, [](const probe_result& probe) { return probe.status == probe_status::send_failed; });
}

bool unreachable_from_this_host(const trace_result& result) {
    return !result.reached && any_probe(result, [&](const probe_result& probe) {
        return probe.reply && is_refusal(probe.reply->kind) && probe.reply->responder == result.source;
    });
}

bool kept_by_this_host(const trace_result& result) {
    return refused_by_this_host(result) || unreachable_from_this_host(result);
}

std::vector<boost::asio::ip::address> addresses_of(const monitor_result& result) {
    std::vector<boost::asio::ip::address> all;
    for (const hop_summary& hop : result.hops) {
        for (const responder_summary& responder : hop.responders) all.push_back(responder.address);
    }
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    return all;
}

void hide_hops(trace_result& result, std::uint8_t last_ttl) {
    if (last_ttl == 0) return;
    std::erase_if(result.hops, [last_ttl](const hop_result& hop) { return hop.ttl <= last_ttl; });
    if (result.paths) hide_vertices(*result.paths, last_ttl);
    result.source = address{};
}

}  // namespace tracerouter::run
