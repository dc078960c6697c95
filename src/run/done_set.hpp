#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace tracerouter::run {

/// Which targets are done, by their numbers. Most are done in about the order they were begun in: all below some number
/// are, and of those beyond it one octet each is kept. Of a target that has several parts, the addresses of a name,
/// those are known that are done before all of it is.
class done_set {
public:
    void add(std::uint64_t number);
    [[nodiscard]] bool contains(std::uint64_t number) const noexcept;

    /// A part alone.
    void add(std::uint64_t number, const boost::asio::ip::address& part);
    [[nodiscard]] bool contains(std::uint64_t number, const boost::asio::ip::address& part) const;

    /// "0-1233 1240 1242-1250 1251=198.18.0.1 1251=2001:db8::1"; empty: none.
    [[nodiscard]] std::string text() const;

    /// Reads what text() wrote; nothing else.
    [[nodiscard]] static std::optional<done_set> parse(std::string_view text);

    friend bool operator==(const done_set&, const done_set&) = default;

private:
    std::uint64_t all_below_ = 0;
    std::deque<bool> beyond_;                                            ///< from all_below_ on; the first is not done
    std::map<std::uint64_t, std::set<boost::asio::ip::address>> parts_;  ///< of targets that are not
};

}  // namespace tracerouter::run
