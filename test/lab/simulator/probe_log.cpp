#include "probe_log.hpp"

#include <array>
#include <cinttypes>

#include "dual_stack.hpp"

namespace lab {
namespace {

constexpr std::array transport_names{"icmp", "udp", "tcp", "other"};
constexpr std::array damage_names{"none", "checksum", "truncated", "identifier", "destination"};

double in_us(nanoseconds time) {
    return static_cast<double>(time.count()) / 1000.0;
}

}  // namespace

std::uint64_t probe_log::add(const probe& datagram, const answer_plan& plan, nanoseconds read_at) {
    if (!enabled_) return 0;
    record one{};
    one.read_at = read_at;
    one.intended = plan.delay;
    one.actual = nanoseconds(-1);
    one.source = on_wire(datagram.source, datagram.ipv6);
    one.destination = on_wire(datagram.destination, datagram.ipv6);
    one.responder = on_wire(plan.from, datagram.ipv6);
    one.flow = flow_hash(datagram);
    one.tcp_sequence = datagram.tcp_sequence;
    one.ip_id = datagram.ip_id;
    one.identifier = datagram.identifier;
    one.sequence = datagram.sequence;
    one.checksum = datagram.checksum;
    one.size = static_cast<std::uint16_t>(datagram.bytes.size());
    one.position = static_cast<std::uint16_t>(plan.met.position);
    one.kind = datagram.kind;
    one.ipv6 = datagram.ipv6;
    one.ttl = datagram.ttl;
    one.tos = datagram.tos;
    one.copies = static_cast<std::uint8_t>(plan.copies);
    one.code = plan.icmp_code;
    one.answer = plan.kind;
    one.why_not = plan.why_not;
    one.damage = plan.damage;
    records_.push_back(one);
    return records_.size() - 1;
}

void probe_log::answered(std::uint64_t number, nanoseconds actual) {
    if (enabled_) records_[number].actual = actual;
}

void probe_log::write(const record& one, std::FILE* out) {
    std::fprintf(
        out,
        R"({"time_us":%.3f,"source":"%s","destination":"%s","ttl":%u,"protocol":"%s","size":%u,"tos":%u,"ip_id":%u)",
        in_us(one.read_at), to_string(one.source).c_str(), to_string(one.destination).c_str(), one.ttl,
        transport_names[static_cast<std::size_t>(one.kind)], one.size, one.tos, one.ip_id);
    const bool ports = one.kind == transport::udp || one.kind == transport::tcp;
    std::fprintf(out, R"(,"%s":%u,"%s":%u,"checksum":%u)", ports ? "source_port" : "identifier", one.identifier,
                 ports ? "destination_port" : "sequence", one.sequence, one.checksum);
    if (one.kind == transport::tcp) std::fprintf(out, R"(,"tcp_sequence":%u)", one.tcp_sequence);
    std::fprintf(out, R"(,"flow":"%016)" PRIx64 R"(","position":%u)", one.flow, one.position);
    if (one.answer == answer_kind::none) {
        std::fprintf(out, ",\"answer\":null,\"suppressed\":\"%s\"}\n", to_string(one.why_not));
        return;
    }
    std::fprintf(out, R"(,"answer":"%s","code":%u,"responder":"%s","copies":%u,"delay_us":%.3f)", to_string(one.answer),
                 one.code, to_string(one.responder).c_str(), one.copies, in_us(one.intended));
    if (one.damage != corruption::none)
        std::fprintf(out, R"(,"corrupt":"%s")", damage_names[static_cast<std::size_t>(one.damage)]);
    if (one.actual.count() >= 0)
        std::fprintf(out, ",\"actual_us\":%.3f}\n", in_us(one.actual));
    else
        std::fprintf(out, ",\"actual_us\":null}\n");
}

void probe_log::write(std::FILE* out) const {
    for (const record& one : records_) write(one, out);
}

}  // namespace lab
