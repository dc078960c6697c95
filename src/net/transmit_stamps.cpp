#include "net/transmit_stamps.hpp"

#include <sys/socket.h>

#include <array>
#include <optional>

#include "net/control_messages.hpp"
#include "net/icmp_socket.hpp"

namespace tracerouter::net {

namespace {

constexpr unsigned batch_size = 32;

struct error_queue_batch {
    alignas(cmsghdr) std::array<std::array<std::byte, control_octets>, batch_size> control;
    std::array<mmsghdr, batch_size> messages;

    // \return how many came
    unsigned receive(int descriptor) {
        for (unsigned index = 0; index < batch_size; ++index) {
            messages[index] = {};
            messages[index].msg_hdr.msg_control = control[index].data();
            messages[index].msg_hdr.msg_controllen = control[index].size();
        }
        const int count = ::recvmmsg(descriptor, messages.data(), batch_size, MSG_ERRQUEUE | MSG_DONTWAIT, nullptr);
        return count > 0 ? static_cast<unsigned>(count) : 0;
    }
};

}  // namespace

void transmit_stamps::note_sent(std::span<const datagram> batch, time_point began) {
    for (const datagram& item : batch) {
        sent_[next_number_ % remembered] = {began, item.probe, next_number_, true};
        ++next_number_;
    }
}

void transmit_stamps::note_refused(const clock_bridge& clocks) {
    drain(clocks);
    // A stray stamp of the old numbering is older than any datagram it could be mistaken for, and is dropped for that.
    for (sent_note& note : sent_) note.open = false;
    next_number_ = 0;
    restart_transmit_stamps(descriptor_);
}

void transmit_stamps::collect(const clock_bridge& clocks, std::vector<sent_stamp>& out) {
    drain(clocks);
    out.insert(out.end(), drained_.begin(), drained_.end());
    drained_.clear();
}

void transmit_stamps::drain(const clock_bridge& clocks) {
    error_queue_batch batch;
    for (unsigned count = batch_size; count == batch_size;) {
        count = batch.receive(descriptor_);
        for (unsigned index = 0; index < count; ++index) {
            const control_messages control = read_control_messages(batch.messages[index].msg_hdr);
            if (!control.stamp || !control.stamped_datagram) continue;
            sent_note& note = sent_[*control.stamped_datagram % remembered];
            if (!note.open || note.number != *control.stamped_datagram) continue;
            note.open = false;
            const std::optional<time_point> at = clocks.monotonic(*control.stamp, note.began);
            if (at) drained_.push_back({note.probe, *at, stamp_source::kernel});
        }
    }
}

}  // namespace tracerouter::net
