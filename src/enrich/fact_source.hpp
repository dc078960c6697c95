#pragma once

#include <boost/asio/ip/address.hpp>

#include "report/address_facts.hpp"

namespace tracerouter::enrich {

/// Finds out what others say of addresses, in its own time.
class fact_source {
public:
    fact_source() = default;
    fact_source(const fact_source&) = delete;
    fact_source& operator=(const fact_source&) = delete;
    virtual ~fact_source() = default;

    /// Begins to find out about an address; of one that is known, or on its way to be, nothing is asked again.
    virtual void look_up(const boost::asio::ip::address& address) = 0;

    /// Nothing more will become known of it, unless it is looked up again.
    [[nodiscard]] virtual bool settled(const boost::asio::ip::address& address) const = 0;

    /// What is known so far; null: nothing was ever asked. Valid until the next look-up.
    [[nodiscard]] virtual const address_facts* find(const boost::asio::ip::address& address) const = 0;
};

}  // namespace tracerouter::enrich
