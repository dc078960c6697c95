#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "enrich/dns_client.hpp"
#include "enrich/fact_source.hpp"
#include "enrich/hosts_table.hpp"
#include "enrich/mmdb_file.hpp"

namespace tracerouter::enrich {

/// Where each kind of fact comes from. What is not there is not asked.
struct fact_sources {
    std::unique_ptr<dns_client> dns{};
    hosts_table hosts{};
    std::unique_ptr<mmdb_file> as_numbers{};  ///< instead of DNS
    std::unique_ptr<mmdb_file> places{};
};

struct fact_wishes {
    bool names = false;
    bool as_numbers = false;
    bool as_names = false;  ///< with DNS one more question for each AS
};

/// Looks up each address once a run: names in the hosts file, then in DNS; AS numbers in a database or else in Team
/// Cymru's zones. All look-ups run at once, up to a bound; facts of the oldest addresses are forgotten beyond another.
class fact_finder final : public fact_source {
public:
    fact_finder(fact_sources sources, fact_wishes wishes) : sources_{std::move(sources)}, wishes_{wishes} {}

    void look_up(const boost::asio::ip::address& address) override;
    [[nodiscard]] bool settled(const boost::asio::ip::address& address) const override;
    [[nodiscard]] const address_facts* find(const boost::asio::ip::address& address) const override;

    /// Called whenever an address that was looked up has settled, never from within look_up().
    void on_settled(std::function<void()> listener) { listener_ = std::move(listener); }

    /// Addresses remembered: far more than the traces that are active have.
    static constexpr std::size_t max_addresses = 65'536;
    /// Addresses that are asked about in DNS at once. A name server is not to be flooded.
    static constexpr std::size_t max_active = 256;
    /// Autonomous systems whose names are remembered: more than there are.
    static constexpr std::size_t max_as_names = 131'072;

private:
    using ip_address = boost::asio::ip::address;
    using records = std::vector<std::string>;

    struct entry {
        address_facts facts;
        unsigned open = 0;  ///< questions, and one more while it waits for its turn
    };

    /// What becomes of an AS: who it is, and who waits to know.
    struct as_entry {
        bool known = false;
        std::optional<std::string> name;
        std::vector<ip_address> waiting;
    };

    [[nodiscard]] bool make_room();
    void find_locally(const ip_address& address, address_facts& facts);
    [[nodiscard]] bool asks_dns(const ip_address& address, const address_facts& facts) const;
    [[nodiscard]] bool wants_name(const address_facts& facts) const;
    [[nodiscard]] bool wants_origin(const ip_address& address) const;
    void ask(const ip_address& address);
    void take_origin(const ip_address& address, const records& found);
    void ask_as_name(const ip_address& address, std::uint32_t asn);
    void take_as_name(std::uint32_t asn, const records& found);
    void close_question(const ip_address& address);

    fact_sources sources_;
    fact_wishes wishes_;
    // Strangers choose addresses and AS numbers. In a tree they can choose none that are slow to find.
    std::map<ip_address, entry> entries_;
    std::deque<ip_address> oldest_first_;
    std::deque<ip_address> queue_;  ///< wait for their turn in DNS
    std::size_t active_ = 0;        ///< addresses asked about in DNS
    std::map<std::uint32_t, as_entry> as_names_;
    std::function<void()> listener_;
};

}  // namespace tracerouter::enrich
