#pragma once

#include "net/linux/sockets.hpp"

namespace tracerouter::net {

// Filters that the kernel runs before it copies a datagram for a socket (classic BPF). Each function returns false,
// with errno set, if the kernel refuses.

/// Lets a raw TCP socket see only segments with RST, or with SYN and ACK: on a busy host most others are strangers'.
bool let_pass_answers_to_syn(int descriptor, family family);

/// Lets a packet socket of IPv4 see only echo replies, Destination Unreachable, Time Exceeded and Parameter Problem
/// that are for this host and whole.
bool let_pass_icmp_answers(int descriptor);

/// Lets a socket see nothing.
bool let_pass_nothing(int descriptor);

}  // namespace tracerouter::net
