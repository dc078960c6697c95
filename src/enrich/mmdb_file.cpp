#include "enrich/mmdb_file.hpp"

#include <maxminddb.h>
#include <netinet/in.h>

#include <boost/asio/ip/udp.hpp>

#include <array>
#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "base/numbers.hpp"

namespace tracerouter::enrich {
namespace {

/// Where a value may stand: one of several paths of keys, each ended by a null.
using key_path = std::array<const char*, 4>;
using key_paths = std::initializer_list<key_path>;

// MaxMind (and DB-IP) first, then IPinfo.
constexpr key_paths as_number{{"autonomous_system_number"}, {"asn"}};
constexpr key_paths as_organisation{{"autonomous_system_organization"}, {"as_name"}, {"name"}};
constexpr key_paths country_code{{"country", "iso_code"}, {"country_code"}, {"country"}};
constexpr key_paths city_name{{"city", "names", "en"}, {"city"}};

std::optional<MMDB_entry_s> entry_of(const MMDB_s& database, const boost::asio::ip::address& address) {
    const boost::asio::ip::udp::endpoint endpoint{address, 0};
    int error = MMDB_SUCCESS;
    const auto found = MMDB_lookup_sockaddr(&database, endpoint.data(), &error);
    if (error != MMDB_SUCCESS || !found.found_entry) return std::nullopt;
    return found.entry;
}

/// The first of the values that is a text or a number.
std::optional<MMDB_entry_data_s> value_at(MMDB_entry_s& entry, key_paths paths) {
    for (const auto& path : paths) {
        MMDB_entry_data_s data{};
        if (MMDB_aget_value(&entry, &data, path.data()) != MMDB_SUCCESS || !data.has_data) continue;
        if (data.type == MMDB_DATA_TYPE_UTF8_STRING || data.type == MMDB_DATA_TYPE_UINT32) return data;
    }
    return std::nullopt;
}

std::optional<std::string> text_at(MMDB_entry_s& entry, key_paths paths) {
    const auto data = value_at(entry, paths);
    if (!data || data->type != MMDB_DATA_TYPE_UTF8_STRING || data->data_size == 0) return std::nullopt;
    return std::string{data->utf8_string, data->data_size};
}

/// 64500, or "AS64500".
std::optional<std::uint32_t> number_at(MMDB_entry_s& entry, key_paths paths) {
    const auto data = value_at(entry, paths);
    if (!data) return std::nullopt;
    if (data->type == MMDB_DATA_TYPE_UINT32) return data->uint32;
    std::string_view text{data->utf8_string, data->data_size};
    if (text.starts_with("AS")) text.remove_prefix(2);
    return whole_number<std::uint32_t>(text);
}

}  // namespace

mmdb_file::mmdb_file(std::unique_ptr<MMDB_s> opened) : database_{std::move(opened)} {}

mmdb_file::~mmdb_file() {
    MMDB_close(database_.get());
}

boost::system::result<std::unique_ptr<mmdb_file>, std::string> mmdb_file::open(const std::string& path) {
    auto database = std::make_unique<MMDB_s>();
    const int status = MMDB_open(path.c_str(), MMDB_MODE_MMAP, database.get());
    if (status == MMDB_SUCCESS) return std::unique_ptr<mmdb_file>{new mmdb_file{std::move(database)}};
    const bool of_the_system = status == MMDB_FILE_OPEN_ERROR || status == MMDB_IO_ERROR;
    return std::string{of_the_system ? std::strerror(errno) : MMDB_strerror(status)};
}

void mmdb_file::find_as(const boost::asio::ip::address& address, address_facts& facts) const {
    auto entry = entry_of(*database_, address);
    if (!entry) return;
    facts.asn = number_at(*entry, as_number);
    if (facts.asn) facts.as_name = text_at(*entry, as_organisation);
}

void mmdb_file::find_place(const boost::asio::ip::address& address, address_facts& facts) const {
    auto entry = entry_of(*database_, address);
    if (!entry) return;
    facts.country = text_at(*entry, country_code);
    facts.city = text_at(*entry, city_name);
}

}  // namespace tracerouter::enrich
