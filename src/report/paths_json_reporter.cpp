#include "report/paths_json_reporter.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "report/json_parts.hpp"
#include "report/json_result.hpp"
#include "report/json_writer.hpp"
#include "report/paths_words.hpp"

namespace tracerouter::report {
namespace {

constexpr std::string_view schema = "tracerouter.paths/1";

void write_vertex(json_writer& json, std::uint32_t id, const path_vertex& one, const fact_lookup& facts) {
    json.begin_object().member("id", id).member("ttl", one.ttl);
    if (one.address) {
        write_address(json, *one.address, facts);
    } else {
        json.key("address").number("null");
    }
    json.member("flows", one.flows).member("last", one.last).member("per_packet", one.per_packet);
    if (one.evenness) json.key("evenness_p").number(std::to_string(*one.evenness));
    if (one.ip_id != ip_id_kind::unknown) json.word("ip_id", to_string(one.ip_id));
    json.member("inferred", one.inferred).member("complete", one.gap == path_gap::none);
    if (one.gap != path_gap::none) json.word("incomplete", to_string(one.gap));
    json.end_object();
}

void write_link(json_writer& json, const path_set& paths, const path_link& link) {
    const path_vertex& from = paths.vertices[link.from];
    json.begin_object().member("ttl", from.ttl);
    json.member("from", from.address).member("to", paths.vertices[link.to].address);
    json.member("from_id", link.from).member("to_id", link.to).member("flows", link.flows);
    json.member("inferred", link.inferred);
    json.end_object();
}

void write_diamond(json_writer& json, const path_diamond& one) {
    json.begin_object().member("from_ttl", one.from_ttl).member("to_ttl", one.to_ttl);
    json.member("width", one.width).member("length", one.length).member("asymmetry", one.asymmetry);
    json.member("meshed", one.meshed).member("per_packet", one.per_packet).member("uneven", one.uneven);
    json.end_object();
}

void write_router(json_writer& json, const path_router& one) {
    json.begin_object().key("addresses").begin_array();
    for (const auto& address : one.addresses) json.value(address);
    json.end_array().key("evidence").begin_array();
    for (const alias_evidence& proof : one.evidence) {
        json.begin_object().word("proof", to_string(proof.proof));
        json.member("one", std::optional{proof.one}).member("other", std::optional{proof.other});
        if (proof.proof == alias_proof::ip_id) json.member("samples", proof.samples);
        json.end_object();
    }
    json.end_array().end_object();
}

void write_paths(json_writer& json, const path_set& paths, const fact_lookup& facts) {
    json.member("rounds", paths.rounds).member("flows", paths.flows);
    json.member("max_flows", paths.options.max_flows).member("max_probes", paths.options.max_probes);
    json.key("level").number(percent_asked(paths.options.confidence));
    json.key("confidence").number(paths.confidence ? percent(*paths.confidence) : "null");
    json.member("complete", paths.complete);
    if (paths.shared) json.member("inferred_up_to", paths.shared->up_to_ttl);
    if (paths.shared) json.member("inferred_from", std::optional{paths.shared->found_for});
    json.key("vertices").begin_array();
    std::uint32_t id = 0;
    for (const path_vertex& one : paths.vertices) write_vertex(json, id++, one, facts);
    json.end_array().key("links").begin_array();
    for (const path_link& one : paths.links) write_link(json, paths, one);
    json.end_array().key("diamonds").begin_array();
    for (const path_diamond& one : paths.diamonds) write_diamond(json, one);
    json.end_array();
    if (!paths.options.aliases) return;
    json.key("routers").begin_array();
    for (const path_router& one : paths.routers) write_router(json, one);
    json.end_array();
}

}  // namespace

boost::system::error_code paths_json_reporter::trace(const trace_result& result, target_number) {
    line_.clear();
    json_writer json{line_};
    json.begin_object().word("schema", schema);
    write_summary(json, result);
    if (result.paths) write_paths(json, *result.paths, facts_);
    json.end_object();
    return out_.write(line_.append('\n').text());
}

boost::system::error_code paths_json_reporter::failure(const report::failure& failure) {
    line_.clear();
    write_failure_line(line_, schema, failure);
    return out_.write(line_.text());
}

}  // namespace tracerouter::report
