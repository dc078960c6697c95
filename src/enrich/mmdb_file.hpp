#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/result.hpp>

#include <memory>
#include <optional>
#include <string>

#include "report/address_facts.hpp"

struct MMDB_s;

namespace tracerouter::enrich {

/// A database in the format of MaxMind. It is mapped when it is opened and never read from elsewhere; a broken one
/// gives less, or nothing.
class mmdb_file {
public:
    /// Opens a database. Errors: why it cannot be.
    [[nodiscard]] static boost::system::result<std::unique_ptr<mmdb_file>, std::string> open(const std::string& path);

    ~mmdb_file();
    mmdb_file(const mmdb_file&) = delete;
    mmdb_file& operator=(const mmdb_file&) = delete;

    /// Adds AS number and name, as far as the database has them.
    void find_as(const boost::asio::ip::address& address, address_facts& facts) const;

    /// Adds country and city, as far as the database has them.
    void find_place(const boost::asio::ip::address& address, address_facts& facts) const;

private:
    explicit mmdb_file(std::unique_ptr<MMDB_s> opened);

    std::unique_ptr<MMDB_s> database_;
};

}  // namespace tracerouter::enrich
