#include "timeline.hpp"

#include <array>
#include <iomanip>
#include <variant>

#include "engine/probe_writer.hpp"
#include "tracerouter/names.hpp"

namespace tracerouter::sim {

namespace {

std::ostream& operator<<(std::ostream& out, engine::trace_id trace) {
    return out << "trace " << trace.slot << '.' << trace.serial;
}

std::ostream& operator<<(std::ostream& out, probe_key probe) {
    return out << engine::trace_of(probe) << " probe " << value(engine::index_of(probe));
}

const char* name_of(stamp_source source) {
    return source == stamp_source::kernel ? "kernel" : "process";
}

const char* name_of(nature nature) {
    constexpr std::array names{"genuine", "foreign", "malformed"};
    return names[static_cast<std::size_t>(nature)];
}

const char* name_of(probe_status status) {
    constexpr std::array names{"replied", "timeout", "send failed", "unsent"};
    return names[static_cast<std::size_t>(status)];
}

const char* name_of(stop_reason reason) {
    constexpr std::array names{"destination", "unreachable", "gap", "max hops", "loop", "interrupted", "send failed"};
    return names[static_cast<std::size_t>(reason)];
}

double milliseconds(duration time) {
    return std::chrono::duration<double, std::milli>{time}.count();
}

void write(std::ostream& out, const hop_result& hop) {
    out << "hop " << int{hop.ttl};
    for (const probe_result& probe : hop.probes) {
        out << (probe.query == 1 ? ": " : ", ") << name_of(probe.status);
        if (!probe.reply) continue;
        out << ' ' << probe.reply->responder << ' ' << milliseconds(probe.reply->rtt) << " ms";
        if (probe.reply->late) out << " late";
    }
}

}  // namespace

std::ostream& timeline::line(time_point now) {
    return out_ << std::fixed << std::setprecision(6) << std::setw(14) << milliseconds(now.time_since_epoch()) << "  ";
}

void timeline::on_started(engine::trace_id trace, const route& route, time_point now) {
    line(now) << trace << " starts: " << route.target << ", TTL " << int{route.options.first_ttl} << " to "
              << int{route.options.max_ttl} << ", " << int{route.options.queries} << " queries, gap limit "
              << int{route.options.gap_limit} << ", wait " << milliseconds(route.options.wait) << " ms\n";
}

void timeline::on_handed_out(const datagram& probe, time_point now) {
    line(now) << probe.probe << " handed out";
    if (const auto seen = read_probe(probe.bytes)) {
        out_ << ": TTL " << int{seen->ttl} << ", identifier " << seen->identifier << ", sequence " << seen->sequence;
    }
    out_ << '\n';
}

void timeline::on_sent(const sent_stamp& stamp, time_point now) {
    line(now) << stamp.probe << " left at " << milliseconds(stamp.at.time_since_epoch()) << ", says the "
              << name_of(stamp.source) << '\n';
}

void timeline::on_refused(probe_key probe, boost::system::error_code error, time_point now) {
    line(now) << probe << " refused: " << error.message() << '\n';
}

void timeline::on_blocked(time_point now, time_point until) {
    line(now) << "buffers full until " << milliseconds(until.time_since_epoch()) << '\n';
}

void timeline::on_delivered(const delivery& delivery, const received_datagram& datagram, time_point now) {
    line(now) << name_of(delivery.nature) << " datagram of " << delivery.bytes.size() << " octets, arrived at "
              << milliseconds(datagram.at.time_since_epoch());
    if (delivery.nature == nature::genuine) {
        out_ << ": " << delivery.probe << ", " << to_string(delivery.told.kind) << " from " << delivery.told.responder;
    }
    out_ << '\n';
}

void timeline::on_cancelled(engine::trace_id trace, time_point now) {
    line(now) << trace << " cancelled\n";
}

void timeline::on_event(const engine::event& event, time_point now) {
    if (const auto* closed = std::get_if<engine::hop_final>(&event)) {
        line(now) << closed->trace << ' ';
        write(out_, closed->hop);
        out_ << '\n';
        return;
    }
    const auto& [trace, result] = std::get<engine::trace_finished>(event);
    line(now) << trace << " ends: " << name_of(result.stop) << ", " << result.hops.size() << " hops, sent "
              << result.probes_sent << ", replies " << result.replies << ", late " << result.late << ", duplicates "
              << result.duplicates << ", foreign " << result.foreign << '\n';
}

void timeline::on_end(const engine::engine&, std::string_view stuck) {
    out_ << (stuck.empty() ? "the end" : stuck) << '\n';
}

}  // namespace tracerouter::sim
