#include "net/linux/error_queue.hpp"

#include <sys/socket.h>

#include <span>

namespace tracerouter::net {

namespace {

constexpr int batches_at_once = 16;  // more than are sent in a turn, so that each stamp is there before its answer

// What a quote may take with its extensions: RFC 4443 allows 1280 octets in all, RFC 1812 576. The rest is cut.
constexpr std::size_t largest_quote = 2'048;

}  // namespace

error_queue::error_queue(int descriptor, std::uint8_t protocol, std::size_t stripped)
    : descriptor_(descriptor), protocol_(protocol), stripped_(stripped), opened_at_(clock::now()) {}

bool error_queue::read() {
    if (!taken_) taken_ = std::make_unique<message_batch>(largest_quote, true);
    for (int batches = 0; batches < batches_at_once; ++batches) {
        const std::size_t count = taken_->receive(descriptor_, message_batch::capacity, MSG_ERRQUEUE);
        for (std::size_t index = 0; index < count; ++index) keep(index);
        if (count < message_batch::capacity) return false;
    }
    return true;
}

void error_queue::keep(std::size_t index) {
    const control_messages control = taken_->control(index);
    if (control.stamped_datagram && control.stamp) {
        stamps_.push_back({*control.stamped_datagram, *control.stamp});
    } else if (control.error) {
        const std::span<const std::byte> octets = taken_->octets(index);
        octets_.insert(octets_.end(), octets.begin(), octets.end());
        errors_.push_back({control, taken_->name(index), octets.size()});
    }
}

void error_queue::give_stamps(const clock_bridge& clocks, transmit_stamps& stamps) {
    for (const stamp& one : stamps_) stamps.take(one.number, one.time, clocks);
    stamps_.clear();
}

void error_queue::append(const clock_bridge& clocks, time_point now, std::vector<received_datagram>& out) {
    given_octets_.swap(octets_);
    std::span<const std::byte> rest = given_octets_;
    for (const error& one : errors_) {
        received_datagram datagram = datagram_of(one, clocks, now);
        datagram.bytes = rest.first(one.size);
        rest = rest.subspan(one.size);
        out.push_back(datagram);
    }
    errors_.clear();
    octets_.clear();
}

received_datagram error_queue::datagram_of(const error& from, const clock_bridge& clocks, time_point now) const {
    const icmp_report& report = *from.control.error;
    const auto [at, source] = clocks.arrival(from.control.stamp, opened_at_, now);
    return {.bytes = {},
            .at = at,
            .source = source,
            .outer = stripped_header{report.offender, protocol_, from.control.ttl},
            .error = queued_error{.icmp_type = report.type,
                                  .icmp_code = report.code,
                                  .mtu = report.info,
                                  .destination = from.destination,
                                  .stripped = stripped_,
                                  .extensions_at = report.extensions_at}};
}

}  // namespace tracerouter::net
