#include "simulator.hpp"

#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

#include "answer_builder.hpp"

namespace lab {
namespace {

constexpr int batch = 32;  // reads before due answers are looked at again, and the other way round
// A stop signal that comes between the look at the flag and the sleep is seen after this time.
constexpr nanoseconds longest_sleep = std::chrono::milliseconds(50);
// The kernel wakes us some tens of microseconds late; the rest of the way to a due answer is spent polling.
constexpr nanoseconds spin = std::chrono::microseconds(80);

nanoseconds monotonic_now() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec);
}

/// Real-time priority, so that a busy machine does not make answers late; without the right, the best that nice gives.
void ask_for_priority() {
    const sched_param lowest_real_time{1};
    if (::sched_setscheduler(0, SCHED_FIFO, &lowest_real_time) != 0) ::setpriority(PRIO_PROCESS, 0, -20);
}

timespec to_timespec(nanoseconds time) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
    return {seconds.count(), (time - seconds).count()};
}

}  // namespace

simulator::simulator(const internet& network, int device, probe_log& log)
    : device_(device),
      log_(log),
      responder_(network),
      noise_(network.plan().noise, network.plan().source, network.plan().seed),
      identification_(network.plan().seed) {
    ::prctl(PR_SET_TIMERSLACK, 1);
    ask_for_priority();
}

void simulator::run(const volatile std::sig_atomic_t& stop) {
    while (stop == 0) {
        const bool read = read_some();
        const bool written = write_due();
        const bool made_noise = write_noise();
        if (!read && !written && !made_noise) wait();
    }
    seen_.unsent = agenda_.size();
}

bool simulator::read_some() {
    for (int i = 0; i < batch; ++i) {
        const ssize_t size = ::read(device_, buffer_.data(), buffer_.size());
        if (size <= 0) return i > 0;
        handle({buffer_.data(), static_cast<std::size_t>(size)}, monotonic_now());
    }
    return true;
}

void simulator::handle(std::span<const std::uint8_t> datagram, nanoseconds now) {
    probe parsed;
    const parse_status status = parse_probe(datagram, parsed);
    if (status != parse_status::ok) {
        ++seen_.refused[static_cast<std::size_t>(status)];
        return;
    }
    noise_.start(now);
    if (!first_probe_at_) first_probe_at_ = now;
    parsed.at = now - *first_probe_at_;
    ++seen_.probes;
    ++seen_.by_ttl[parsed.ttl];
    ++seen_.by_transport[static_cast<std::size_t>(parsed.kind)];
    const answer_plan plan = responder_.decide(parsed, now);
    const std::uint64_t record = log_.add(parsed, plan, now);
    if (plan.kind == answer_kind::none)
        ++seen_.suppressed[static_cast<std::size_t>(plan.why_not)];
    else
        prepare(parsed, plan, now, record);
}

void simulator::prepare(const probe& datagram, const answer_plan& plan, nanoseconds now, std::uint64_t record) {
    for (unsigned copy = 0; copy < plan.copies; ++copy) {
        const std::uint16_t identification = identification_.next(plan, datagram, datagram.at);
        prepared_answer& answer = agenda_.prepare();
        answer.size = static_cast<std::uint16_t>(build_answer(plan, datagram, identification, answer.bytes));
        answer.read_at = now;
        answer.record = record;
        answer.kind = plan.kind;
        answer.first_copy = copy == 0;
        agenda_.commit(now + plan.delay + copy * plan.met.how->duplicate_gap);
    }
    seen_.largest_agenda = std::max<std::uint64_t>(seen_.largest_agenda, agenda_.size());
}

bool simulator::write_due() {
    int written = 0;
    for (; written < batch && !agenda_.empty(); ++written) {
        const nanoseconds now = monotonic_now();
        if (agenda_.next_due() > now) break;
        write_answer(agenda_.next(), now);
        agenda_.drop_next();
    }
    return written > 0;
}

void simulator::write_answer(const prepared_answer& answer, nanoseconds now) {
    const std::span<const std::uint8_t> datagram(answer.bytes.data(), answer.size);
    write_datagram(datagram);
    seen_.lateness.add(now - answer.due);
    ++seen_.answers[static_cast<std::size_t>(answer.kind)];
    if (answer.first_copy) log_.answered(answer.record, now - answer.read_at);
    if (noise_.wanted()) noise_.remember(datagram);
}

bool simulator::write_noise() {
    if (!noise_.started() || !noise_.wanted()) return false;
    int written = 0;
    for (; written < batch && noise_.wanted() && noise_.next_due() <= monotonic_now(); ++written) {
        std::array<std::uint8_t, largest_datagram> datagram;
        write_datagram({datagram.data(), noise_.make(datagram)});
        ++seen_.noise;
    }
    return written > 0;
}

void simulator::write_datagram(std::span<const std::uint8_t> datagram) {
    if (::write(device_, datagram.data(), datagram.size()) != static_cast<ssize_t>(datagram.size()))
        ++seen_.write_failures;
}

nanoseconds simulator::next_due() const {
    nanoseconds next = monotonic_now() + longest_sleep;
    if (!agenda_.empty()) next = std::min(next, agenda_.next_due());
    if (noise_.started() && noise_.wanted()) next = std::min(next, noise_.next_due());
    return next;
}

/// Sleeps until a packet comes, or until shortly before the next thing is due; `run` polls from there.
void simulator::wait() {
    pollfd readable{device_, POLLIN, 0};
    const timespec timeout = to_timespec(std::max(next_due() - monotonic_now() - spin, nanoseconds{0}));
    ::ppoll(&readable, 1, &timeout, nullptr);
}

}  // namespace lab
