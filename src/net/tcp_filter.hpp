#pragma once

#include "net/sockets.hpp"

namespace tracerouter::net {

/// Lets a raw TCP socket see only segments with SYN and ACK, or RST and ACK: on a busy host most others are strangers'.
/// \return false, with errno set, if the kernel refuses
bool let_pass_answers_to_syn(int descriptor, family family);

}  // namespace tracerouter::net
