#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <string>
#include <vector>

namespace tracerouter::targets {

/// Finds the addresses of names.
class resolver {
public:
    using handler =
        boost::asio::any_completion_handler<void(boost::system::error_code, std::vector<boost::asio::ip::address>)>;

    resolver() = default;
    resolver(const resolver&) = delete;
    resolver& operator=(const resolver&) = delete;
    virtual ~resolver() = default;

    /// Gives at least one address, the best first, or an error. Never completes before it returns. A look-up cannot be
    /// recalled: whoever has lost interest ignores what comes.
    virtual void async_resolve(const std::string& name, handler on_end) = 0;
};

}  // namespace tracerouter::targets
