#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "net/posix/file_descriptor.hpp"
#include "net/route_query.hpp"

struct nlmsghdr;

namespace tracerouter::net {

/// What a route or a rule of this host is about.
struct routing_entry {
    boost::asio::ip::address prefix{};  ///< of its destinations
    unsigned length = 0;                ///< of the prefix, in bits
    bool by_flow = false;               ///< it looks at ports, protocols or TOS, or has several next hops
};

/// Asks the kernel about its routes (rtnetlink(7)). Needs no right.
class rtnetlink {
public:
    /// Errors: what the kernel said.
    [[nodiscard]] static boost::system::result<rtnetlink> open();

    /// The way that a datagram takes, as a socket's would.
    /// Errors: what the kernel said. EACCES, EINVAL and EHOSTUNREACH are routes that prohibit, swallow and refuse.
    [[nodiscard]] boost::system::result<route_answer> ask(const route_query& query) { return ask(query, false); }

    /// The entry of the routing table that decides about it: with what its administrator said of it, and nothing of
    /// what was learnt since. It knows no source, nor which of several next hops is taken.
    /// Errors: as above; EHOSTUNREACH also where there is none.
    [[nodiscard]] boost::system::result<route_answer> ask_table(const route_query& query) { return ask(query, true); }

    /// Shows all routes and rules of a family, until `show` does not want more; then it can never be called again.
    /// Errors: what the kernel said, ECANCELED if not all of them were wanted.
    boost::system::error_code list(bool v4, const std::function<bool(const routing_entry&)>& show);

    /// The index of an interface; 0: it is not there.
    [[nodiscard]] unsigned index_of(const std::string& interface) const;

    [[nodiscard]] bool has_interface(unsigned index) const;

    /// Says whether this host answers to an address: one of its own unicast addresses, as its routing tables say. So
    /// none of a network (broadcast), of a group (multicast), of nobody (unspecified) or of another host is.
    /// \param interface an address of the routing table (VRF) of the one with this index is as good; 0: none
    /// \return address_not_available where it does not, or what the kernel said when it could not be asked
    [[nodiscard]] boost::system::error_code check_own_address(const boost::asio::ip::address& address,
                                                              unsigned interface);

    /// Octets of the largest packet of an interface. Errors: what the kernel said.
    [[nodiscard]] boost::system::result<std::uint32_t> mtu_of(unsigned interface) const;

private:
    struct buffer;

    [[nodiscard]] boost::system::result<route_answer> ask(const route_query& query, bool table);
    boost::system::error_code list(bool v4, std::uint16_t type, const std::function<bool(const routing_entry&)>& show);
    template <class Take>
    boost::system::error_code take_answers(int descriptor, Take take);

    file_descriptor questions_;
    file_descriptor lists_;  // not open: a list was broken off, of which the rest would come
    std::uint32_t number_ = 0;
    std::shared_ptr<buffer> buffer_;
};

}  // namespace tracerouter::net
