#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>

namespace tracerouter::net {

/// A socket that is read, written and configured by system calls; Asio only waits for it.
using socket_handle = boost::asio::posix::stream_descriptor;

}  // namespace tracerouter::net
