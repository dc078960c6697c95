#include "enrich/mmdb_file.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace tracerouter::enrich {
namespace {

using boost::asio::ip::make_address;

// Written by test/support/mmdb.py.
const std::filesystem::path example = std::filesystem::path{TEST_DATA} / "example.mmdb";

address_facts facts_of(const std::string& address) {
    const auto database = mmdb_file::open(example.string());
    EXPECT_TRUE(database) << database.error();
    address_facts facts;
    (*database)->find_as(make_address(address), facts);
    (*database)->find_place(make_address(address), facts);
    return facts;
}

TEST(mmdb_file, tells_as_and_place) {
    EXPECT_EQ(facts_of("198.18.4.7"),
              (address_facts{.asn = 64501, .as_name = "Öresund Transit", .country = "SE", .city = "Malmö"}));
    EXPECT_EQ(facts_of("198.18.1.1"), (address_facts{.asn = 64500, .as_name = "Example Networks"}));
    EXPECT_EQ(facts_of("2001:db8::1"), (address_facts{.asn = 64500, .as_name = "Example Networks"}));
    EXPECT_EQ(facts_of("2001:db8::c612:401"), (address_facts{.country = "SE"}));
}

TEST(mmdb_file, reads_flat_databases) {
    EXPECT_EQ(facts_of("198.18.5.1"),
              (address_facts{.asn = 64502, .as_name = "Flat Format", .country = "DK", .city = "Århus"}));
}

TEST(mmdb_file, has_nothing_where_the_database_has_nothing_of_use) {
    EXPECT_EQ(facts_of("10.0.0.1"), address_facts{});
    EXPECT_EQ(facts_of("2001:db9::1"), address_facts{});
    EXPECT_EQ(facts_of("198.18.6.1"), address_facts{});  // values of other types
}

TEST(mmdb_file, says_why_it_cannot_be_opened) {
    EXPECT_EQ(mmdb_file::open("/nonexistent.mmdb").error(), "No such file or directory");
    const auto foreign = mmdb_file::open(TEST_DATA "/../CMakeLists.txt").error();
    EXPECT_NE(foreign.find("MaxMind"), std::string::npos) << foreign;
}

TEST(mmdb_file, survives_every_cut) {
    std::ifstream in{example, std::ios::binary};
    const std::string whole{std::istreambuf_iterator<char>{in}, {}};
    const auto metadata = whole.find("MaxMind.com");
    const auto path = std::filesystem::temp_directory_path() / ("cut-" + std::to_string(::getpid()) + ".mmdb");
    for (std::size_t cut = 0; cut < metadata; cut += 7) {
        std::ofstream{path, std::ios::binary | std::ios::trunc} << whole.substr(0, cut) << whole.substr(metadata - 3);
        const auto database = mmdb_file::open(path.string());
        if (!database) continue;
        address_facts facts;
        for (const auto* address : {"198.18.4.7", "2001:db8::1"}) {
            (*database)->find_as(make_address(address), facts);
            (*database)->find_place(make_address(address), facts);
        }
        EXPECT_LE(facts.as_name.value_or("").size(), whole.size()) << cut;
    }
    std::filesystem::remove(path);
}

}  // namespace
}  // namespace tracerouter::enrich
