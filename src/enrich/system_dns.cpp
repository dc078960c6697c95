#include "enrich/system_dns.hpp"

#include <ares.h>
#include <arpa/nameser.h>
#include <sys/time.h>

#include <boost/asio/append.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "enrich/dns_answer.hpp"

namespace tracerouter::enrich {

using boost::asio::posix::stream_descriptor;

/// One question under way; c-ares hands it back with the answer.
struct system_dns::question {
    using parser = std::vector<std::string> (*)(std::span<const std::uint8_t>);

    boost::asio::any_io_executor executor;
    parser parse;
    handler on_end;
};

namespace {

/// Rounds of all servers, each with twice the patience of the one before.
constexpr int rounds = 3;

int in_milliseconds(duration value) {
    return static_cast<int>(std::max<long long>(1, std::chrono::ceil<std::chrono::milliseconds>(value).count()));
}

std::string sources_of(ares_channel channel) {
    ares_options saved{};
    int mask = 0;
    std::string sources = "fb";
    if (ares_save_options(channel, &saved, &mask) != ARES_SUCCESS) return sources;
    if (saved.lookups != nullptr) sources = saved.lookups;
    ares_destroy_options(&saved);
    return sources;
}

}  // namespace

system_dns::system_dns(boost::asio::any_io_executor executor, duration patience)
    : executor_{std::move(executor)}, timer_{executor_} {
    ares_options options{};
    options.timeout = in_milliseconds(patience);
    options.tries = rounds;
    options.sock_state_cb = state_changed;
    options.sock_state_cb_data = this;
    const int chosen = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
    if (ares_init_options(&channel_, &options, chosen) != ARES_SUCCESS) channel_ = nullptr;
    if (channel_ != nullptr) sources_ = sources_of(channel_);
}

system_dns::~system_dns() {
    if (channel_ != nullptr) ares_destroy(channel_);
}

void system_dns::async_pointers(const std::string& name, handler on_end) {
    ask(name, ns_t_ptr, std::make_unique<question>(executor_, parse_pointers, std::move(on_end)));
}

void system_dns::async_texts(const std::string& name, handler on_end) {
    ask(name, ns_t_txt, std::make_unique<question>(executor_, parse_texts, std::move(on_end)));
}

void system_dns::ask(const std::string& name, int type, std::unique_ptr<question> asked) {
    if (channel_ == nullptr) {
        return boost::asio::post(executor_, boost::asio::append(std::move(asked->on_end), std::vector<std::string>{}));
    }
    ares_query(channel_, name.c_str(), ns_c_in, type, answered, asked.release());
    arm_timer();
}

/// May be called before ares_query returns, so the handler waits for its turn.
void system_dns::answered(void* asked, int status, int, unsigned char* message, int length) {
    const std::unique_ptr<question> owner{static_cast<question*>(asked)};
    if (status == ARES_EDESTRUCTION) return;
    std::vector<std::string> records;
    if (status == ARES_SUCCESS) records = owner->parse({message, static_cast<std::size_t>(length)});
    boost::asio::post(owner->executor, boost::asio::append(std::move(owner->on_end), std::move(records)));
}

void system_dns::state_changed(void* self, int socket, int readable, int writable) {
    static_cast<system_dns*>(self)->watch_socket(socket, readable != 0, writable != 0);
}

/// The socket is that of c-ares: it is about to be closed when nothing is wanted of it any more.
void system_dns::watch_socket(int socket, bool readable, bool writable) {
    auto found = watches_.find(socket);
    if (!readable && !writable) {
        if (found == watches_.end()) return;
        found->second->descriptor.release();
        watches_.erase(found);
        return;
    }
    if (found == watches_.end()) found = watches_.emplace(socket, std::make_shared<watch>(executor_, socket)).first;
    found->second->readable = readable;
    found->second->writable = writable;
    wait(socket, found->second);
}

void system_dns::wait(int socket, const std::shared_ptr<watch>& watched) {
    // The number of a closed socket may come again: the watch itself tells whether it is still meant.
    const auto begin = [this, socket, watched](bool& waiting, stream_descriptor::wait_type what) {
        if (std::exchange(waiting, true)) return;
        watched->descriptor.async_wait(what, [this, socket, watched, what](boost::system::error_code error) {
            const bool reads = what == stream_descriptor::wait_read;
            (reads ? watched->reading : watched->writing) = false;
            if (error || !watched->descriptor.is_open()) return;
            process(reads ? socket : ARES_SOCKET_BAD, reads ? ARES_SOCKET_BAD : socket);
            if (watched->descriptor.is_open()) wait(socket, watched);
        });
    };
    if (watched->readable) begin(watched->reading, stream_descriptor::wait_read);
    if (watched->writable) begin(watched->writing, stream_descriptor::wait_write);
}

void system_dns::process(int readable, int writable) {
    ares_process_fd(channel_, readable, writable);
    arm_timer();
}

void system_dns::arm_timer() {
    timeval rest{};
    if (ares_timeout(channel_, nullptr, &rest) == nullptr) {
        timer_.cancel();
        return;
    }
    timer_.expires_after(std::chrono::seconds{rest.tv_sec} + std::chrono::microseconds{rest.tv_usec});
    timer_.async_wait([this](boost::system::error_code cancelled) {
        if (!cancelled) process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    });
}

}  // namespace tracerouter::enrich
