#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/result.hpp>

#include <string_view>

namespace tracerouter::targets {

/// The addresses that share their first bits (RFC 4632 section 3.1, RFC 4291 section 2.3).
///
/// A prefix is a plain set of addresses, from first() to last() and both of them included: what is a network or a
/// broadcast address depends on subnet masks that only the networks themselves know.
class prefix {
public:
    /// The prefix of `length` bits that `address` is in: host bits are cleared. More bits than the family has are taken
    /// as all of them.
    prefix(const boost::asio::ip::address& address, unsigned length);

    [[nodiscard]] const boost::asio::ip::address& first() const noexcept { return first_; }
    [[nodiscard]] const boost::asio::ip::address& last() const noexcept { return last_; }
    /// Whether it holds more than 2^64 addresses, which differ in the first half of their bits.
    [[nodiscard]] bool is_wide() const noexcept;
    [[nodiscard]] bool contains(const boost::asio::ip::address& address) const noexcept;
    [[nodiscard]] bool contains(const prefix& other) const noexcept;
    /// The same addresses on every interface, where these are those of one.
    [[nodiscard]] prefix without_scope() const;

    friend bool operator==(const prefix&, const prefix&) = default;

private:
    boost::asio::ip::address first_;
    boost::asio::ip::address last_;
};

/// Reads "198.18.0.0/28", or an address alone as the prefix of all its bits. "::ffff:198.18.0.0/124" is the former,
/// too. Errors: errc::invalid_address, errc::invalid_prefix, errc::mapped_prefix.
[[nodiscard]] boost::system::result<prefix> parse_prefix(std::string_view text);

}  // namespace tracerouter::targets
