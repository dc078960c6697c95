#include "trace/packet_log.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

#include "tracerouter/names.hpp"

namespace tracerouter::trace {
namespace {

using engine::probe_event;
using engine::probe_fate;
using engine::probe_purpose;

/// With three decimals, whatever the locale: "33.412 ms".
std::string milliseconds(duration time) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
    const std::string fraction = std::to_string(1'000 + us % 1'000);
    return std::to_string(us / 1'000) + '.' + fraction.substr(1) + " ms";
}

/// What tells this probe from others of its trace.
std::string name_of(const probe_event& event) {
    const std::string ttl = "TTL " + std::to_string(event.ttl);
    switch (event.purpose) {
        case probe_purpose::hop: return ttl + " query " + std::to_string(event.query);
        case probe_purpose::distance: return ttl + " for the distance";
        case probe_purpose::size: return ttl + " of " + std::to_string(event.size) + " octets";
        case probe_purpose::path: return ttl + " by flow " + std::to_string(event.flow);
        case probe_purpose::responder: return ttl + " for the responder";
    }
    return ttl;
}

/// What the answer is, who sent it and how long it took.
std::string answer_of(const probe_event& event) {
    const reply& answer = *event.answer;
    return std::string{to_string(answer.kind)} + " from " + answer.responder.to_string() + " after " +
           milliseconds(answer.rtt);
}

/// What has happened to the probe, in the words of the log.
std::string fate_of(const probe_event& event) {
    switch (event.fate) {
        case probe_fate::sent: return "sent, sequence " + std::to_string(event.sequence);
        case probe_fate::stamped: return "left by the kernel's time stamp";
        case probe_fate::answered: return answer_of(event);
        case probe_fate::late: return "too late: " + answer_of(event);
        case probe_fate::duplicate: return "once more: " + answer_of(event);
        case probe_fate::overdue: return "no answer in time";
        case probe_fate::kept: return "kept by this host" + (event.error ? ": " + event.error.message() : "");
        case probe_fate::refused: return "not sent: " + event.error.message();
    }
    return {};
}

/// Appends ", identifier 4711", if the number was read from the datagram.
void add(std::string& text, std::string_view what, const std::optional<std::uint16_t>& number) {
    if (number) text.append(", ").append(what).append(" ").append(std::to_string(*number));
}

}  // namespace

std::string line_of(const probe_event& event, std::string_view target) {
    return std::string{target} + ": " + name_of(event) + ": " + fate_of(event);
}

std::string line_of(const engine::unmatched_datagram& datagram) {
    std::string text = "foreign";
    if (!datagram.responder.is_unspecified()) text += " from " + datagram.responder.to_string();
    if (datagram.protocol) text.append(" about a probe by ").append(to_string(*datagram.protocol));
    if (datagram.destination) text += " to " + datagram.destination->to_string();
    add(text, "identifier", datagram.identifier);
    add(text, "sequence", datagram.sequence);
    return text.append(": ").append(datagram.reason);
}

std::string line_of(const hop_result& hop, std::string_view target) {
    std::string text = std::string{target} + ": hop " + std::to_string(hop.ttl) + " is final: ";
    text += to_string(hop.state);
    if (hop.inferred_address) text += ' ' + hop.inferred_address->to_string();
    return text;
}

}  // namespace tracerouter::trace
