#include "host/own_address.hpp"

#include <net/if.h>

#include "net/linux/plain_routing.hpp"
#include "net/linux/rtnetlink.hpp"

namespace tracerouter::host {
namespace {

unsigned index_of(const boost::asio::ip::address& address, const std::string& interface) {
    if (address.is_v6() && address.to_v6().scope_id() != 0) return static_cast<unsigned>(address.to_v6().scope_id());
    return interface.empty() ? 0 : ::if_nametoindex(interface.c_str());
}

}  // namespace

boost::system::error_code check_own_address(const boost::asio::ip::address& address, const std::string& interface) {
    auto kernel = net::rtnetlink::open();
    if (kernel) return kernel->check_own_address(address, index_of(address, interface));
    const bool refused = net::plain_routing::needed(kernel.error());
    return refused ? net::plain_routing::check_own_address(address) : kernel.error();
}

}  // namespace tracerouter::host
