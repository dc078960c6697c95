#include "resolve/system_resolver.hpp"

#include <netdb.h>

#include <utility>
#include <vector>

#include "resolve/error.hpp"

namespace tracerouter::resolve {

using boost::asio::ip::address;
using boost::asio::ip::udp;

namespace {

/// Internationalised names, which Asio has no name for. Not address_configured: it would hide the loopback addresses.
constexpr auto flags = static_cast<boost::asio::ip::resolver_base::flags>(AI_IDN);

std::vector<address> addresses_of(const udp::resolver::results_type& entries) {
    std::vector<address> addresses;
    addresses.reserve(entries.size());
    for (const auto& entry : entries) addresses.push_back(entry.endpoint().address());
    return addresses;
}

}  // namespace

system_resolver::system_resolver(const boost::asio::any_io_executor& executor, address_family family)
    : resolver_{executor}, family_{family} {}

void system_resolver::async_resolve(const std::string& name, handler on_end) {
    auto collect = [on_end = std::move(on_end)](boost::system::error_code error,
                                                const udp::resolver::results_type& entries) mutable {
        if (!error && entries.empty()) error = make_error_code(errc::no_address);
        std::move(on_end)(error, addresses_of(entries));
    };
    if (family_ == address_family::ipv4) {
        resolver_.async_resolve(udp::v4(), name, {}, flags, std::move(collect));
    } else if (family_ == address_family::ipv6) {
        resolver_.async_resolve(udp::v6(), name, {}, flags, std::move(collect));
    } else {
        resolver_.async_resolve(name, {}, flags, std::move(collect));
    }
}

}  // namespace tracerouter::resolve
