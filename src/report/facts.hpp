#pragma once

#include <boost/asio/ip/address.hpp>

#include <functional>

#include "report/address_facts.hpp"

namespace tracerouter::report {

/// What is known of an address when it is written; null: nothing. An empty function knows of none.
using fact_lookup = std::function<const address_facts*(const boost::asio::ip::address&)>;

[[nodiscard]] inline const address_facts& facts_of(const fact_lookup& lookup, const boost::asio::ip::address& address) {
    static const address_facts nothing;
    const auto* found = lookup ? lookup(address) : nullptr;
    return found != nullptr ? *found : nothing;
}

}  // namespace tracerouter::report
