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

bool open_database(std::unique_ptr<enrich::mmdb_file>& out, const std::string& path, std::string& complaint) {
    if (path.empty()) return true;
    out = enrich::mmdb_file::open(path, complaint);
    if (!out) complaint.insert(0, path + ": ");
    return out != nullptr;
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

std::unique_ptr<enrich::fact_finder> open_facts(const boost::asio::any_io_executor& executor, const config& config,
                                                std::string& complaint) {
    if (!config.format->shows_facts) return nullptr;
    enrich::fact_sources sources;
    if (!open_database(sources.as_numbers, as_database_of(config), complaint)) return nullptr;
    if (!open_database(sources.places, config.place_database, complaint)) return nullptr;
    const bool asks_dns = config.names || (config.as_numbers && !sources.as_numbers);
    if (!asks_dns && !sources.as_numbers && !sources.places) return nullptr;
    if (asks_dns) add_name_sources(sources, executor, config);
    const enrich::fact_wishes wishes{
        .names = config.names, .as_numbers = config.as_numbers, .as_names = config.format->asks_as_names};
    return std::make_unique<enrich::fact_finder>(std::move(sources), wishes);
}

}  // namespace tracerouter::run
