#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/result.hpp>

#include <memory>

#include "tracerouter/channel.hpp"
#include "tracerouter/tracer.hpp"

namespace tracerouter::net {

/// The channel of this system's sockets. Its source file is all of the library that names classes of one system.
///
/// Errors: errc::missing_rights, errc::ping_sockets_closed, or what the kernel said.
[[nodiscard]] boost::system::result<std::unique_ptr<channel>> open_channel(const boost::asio::any_io_executor& executor,
                                                                           const tracer_options& options);

}  // namespace tracerouter::net
