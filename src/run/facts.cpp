#include "run/facts.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "enrich/system_dns.hpp"

namespace tracerouter::run {
namespace {

/// Where packages and updaters put it.
constexpr std::array usual_places{
    "/usr/share/GeoIP/GeoLite2-ASN.mmdb",       "/var/lib/GeoIP/GeoLite2-ASN.mmdb",
    "/usr/local/share/GeoIP/GeoLite2-ASN.mmdb", "/usr/share/GeoIP/dbip-asn-lite.mmdb",
    "/var/lib/GeoIP/dbip-asn-lite.mmdb",
};

/// Null where no path is given.
host::or_refusal<std::unique_ptr<enrich::mmdb_file>> open_database(const std::string& path) {
    if (path.empty()) return std::unique_ptr<enrich::mmdb_file>{};
    auto opened = enrich::mmdb_file::open(path);
    if (!opened) return host::refusal{path + ": " + opened.error()};
    return *std::move(opened);
}

enrich::hosts_table system_hosts() {
    std::ifstream file{"/etc/hosts", std::ios::binary};
    return enrich::hosts_table{std::string{std::istreambuf_iterator<char>{file}, {}}};
}

/// Only those sources that the system is set up to use.
void add_name_sources(enrich::fact_sources& sources, const boost::asio::any_io_executor& executor,
                      const config& config) {
    auto dns = std::make_unique<enrich::system_dns>(executor, config.dns_timeout / 2);
    const auto uses = [&order = dns->sources()](char source) { return order.find(source) != order.npos; };
    if (config.names && uses('f')) sources.hosts = system_hosts();
    if (uses('b')) sources.dns = std::move(dns);
}

}  // namespace

std::string as_database_of(const config& config) {
    if (!config.as_numbers || !config.as_database.empty()) return config.as_database;
    std::error_code unreadable;
    for (const auto* place : usual_places) {
        if (std::filesystem::exists(place, unreadable)) return place;
    }
    return {};
}

host::or_refusal<std::unique_ptr<enrich::fact_finder>> open_facts(const boost::asio::any_io_executor& executor,
                                                                  const config& config) {
    std::unique_ptr<enrich::fact_finder> none;
    if (!config.format->shows_facts) return none;
    auto as_numbers = open_database(as_database_of(config));
    if (!as_numbers) return as_numbers.error();
    auto places = open_database(config.place_database);
    if (!places) return places.error();
    enrich::fact_sources sources;
    sources.as_numbers = *std::move(as_numbers);
    sources.places = *std::move(places);
    const bool asks_dns = config.names || (config.as_numbers && !sources.as_numbers);
    if (!asks_dns && !sources.as_numbers && !sources.places) return none;
    if (asks_dns) add_name_sources(sources, executor, config);
    const enrich::fact_wishes wishes{
        .names = config.names, .as_numbers = config.as_numbers, .as_names = config.format->asks_as_names};
    return std::make_unique<enrich::fact_finder>(std::move(sources), wishes);
}

report::fact_lookup facts_in(const enrich::fact_source* facts) {
    if (facts == nullptr) return {};
    return [facts](const boost::asio::ip::address& address) { return facts->find(address); };
}

}  // namespace tracerouter::run
