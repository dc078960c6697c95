#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/udp.hpp>

#include <string>

#include "resolve/address_family.hpp"
#include "resolve/resolver.hpp"

namespace tracerouter::resolve {

/// Asks the system: hosts file, DNS and whatever else it is set up for. Look-ups wait for each other in one thread,
/// which does not exist before the first.
class system_resolver final : public resolver {
public:
    system_resolver(const boost::asio::any_io_executor& executor, address_family family);

    void async_resolve(const std::string& name, handler on_end) override;

private:
    boost::asio::ip::udp::resolver resolver_;
    address_family family_;
};

}  // namespace tracerouter::resolve
