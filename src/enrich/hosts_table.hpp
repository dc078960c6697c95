#pragma once

#include <boost/asio/ip/address.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tracerouter::enrich {

/// The names of hosts(5): "ADDRESS NAME ALIAS... # comment" on each line. Of several names of an address the first
/// counts; lines that are not of this form are skipped.
class hosts_table {
public:
    hosts_table() = default;
    explicit hosts_table(std::string_view text);

    [[nodiscard]] std::optional<std::string> find(const boost::asio::ip::address& address) const;

private:
    std::map<boost::asio::ip::address, std::string> names_;
};

}  // namespace tracerouter::enrich
