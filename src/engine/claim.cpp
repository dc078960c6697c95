#include "engine/claim.hpp"

#include <variant>

#include "packet/extensions.hpp"
#include "packet/icmp.hpp"

namespace tracerouter::engine {

namespace {

claim claim_of_reply(const packet::echo_reply& echo) {
    return {packet::value(echo.identifier), packet::value(echo.sequence), packet::request_checksum(echo), {}};
}

std::optional<claim> claim_of_error(const packet::icmp_error& error) {
    if (!error.echo) return std::nullopt;
    return claim{packet::value(error.echo->identifier), packet::value(error.echo->sequence), error.echo->checksum,
                 error.quoted.destination};
}

void add_quote(reply& out, const packet::icmp_error& error) {
    out.kind = error.type == packet::icmp_time_exceeded ? reply_kind::time_exceeded : reply_kind::unreachable;
    out.ttl_quoted = packet::value(error.quoted.ttl);
    out.tos_quoted = error.quoted.tos;
    if (!error.extensions.empty()) packet::read_mpls(error.extensions, out.mpls);
}

}  // namespace

std::optional<claim> claim_of(const packet::answer& answer) {
    if (const auto* echo = std::get_if<packet::echo_reply>(&answer.body)) return claim_of_reply(*echo);
    return claim_of_error(std::get<packet::icmp_error>(answer.body));
}

reply reply_of(const packet::answer& answer) {
    reply out;
    out.responder = answer.outer.source;
    out.kind = reply_kind::echo_reply;
    out.icmp_type = answer.icmp_type;
    out.icmp_code = answer.icmp_code;
    out.reply_ttl = packet::value(answer.outer.ttl);
    if (const auto* error = std::get_if<packet::icmp_error>(&answer.body)) add_quote(out, *error);
    return out;
}

}  // namespace tracerouter::engine
