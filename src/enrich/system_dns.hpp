#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <map>
#include <memory>
#include <string>

#include "enrich/dns_client.hpp"
#include "tracerouter/time.hpp"

struct ares_channeldata;

namespace tracerouter::enrich {

/// Asks the name servers that the system is set up for (resolv.conf), by c-ares on the loop of `executor`, any number
/// of questions at once. TCP is used where an answer does not fit. Destroying it forgets what is under way.
class system_dns final : public dns_client {
public:
    /// `patience`: how long until a server is asked again, or the next one is.
    system_dns(boost::asio::any_io_executor executor, duration patience);
    ~system_dns() override;

    void async_pointers(const std::string& name, handler on_end) override;
    void async_texts(const std::string& name, handler on_end) override;

    /// The order of sources that nsswitch.conf and host.conf ask for: f the hosts file, b the name servers.
    [[nodiscard]] const std::string& sources() const noexcept { return sources_; }

private:
    struct question;
    /// A socket of c-ares, and what it waits for there.
    struct watch {
        watch(const boost::asio::any_io_executor& executor, int socket) : descriptor{executor, socket} {}
        boost::asio::posix::stream_descriptor descriptor;
        bool readable = false, writable = false;  ///< wanted
        bool reading = false, writing = false;    ///< a wait is under way
    };

    static void answered(void* question, int status, int timeouts, unsigned char* message, int length);
    static void state_changed(void* self, int socket, int readable, int writable);

    void ask(const std::string& name, int type, std::unique_ptr<question> asked);
    void watch_socket(int socket, bool readable, bool writable);
    void wait(int socket, const std::shared_ptr<watch>& watched);
    void process(int readable, int writable);
    void arm_timer();

    boost::asio::any_io_executor executor_;
    boost::asio::steady_timer timer_;
    std::map<int, std::shared_ptr<watch>> watches_;
    ares_channeldata* channel_ = nullptr;  ///< null: could not be set up, nothing is found
    std::string sources_;
};

}  // namespace tracerouter::enrich
