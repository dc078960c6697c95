#include "enrich/fact_finder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tracerouter::enrich {
namespace {

using boost::asio::ip::make_address;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// Answers a question when it is told to.
class scripted_dns final : public dns_client {
public:
    void async_pointers(const std::string& name, handler on_end) override { keep("PTR " + name, std::move(on_end)); }
    void async_texts(const std::string& name, handler on_end) override { keep("TXT " + name, std::move(on_end)); }

    void answer(const std::string& question, std::vector<std::string> records) {
        const auto found = open.extract(question);
        ASSERT_FALSE(found.empty()) << question;
        found.mapped()(std::move(records));
    }

    std::vector<std::string> asked;
    std::map<std::string, handler> open;

private:
    void keep(const std::string& question, handler on_end) {
        asked.push_back(question);
        open.emplace(question, std::move(on_end));
    }
};

struct fixture {
    explicit fixture(fact_wishes wishes, std::string_view hosts = {}) {
        fact_sources sources;
        auto scripted = std::make_unique<scripted_dns>();
        dns = scripted.get();
        sources.dns = std::move(scripted);
        sources.hosts = hosts_table{hosts};
        finder = std::make_unique<fact_finder>(std::move(sources), wishes);
        finder->on_settled([this] { ++settled; });
    }

    void look_up(const std::string& address) { finder->look_up(make_address(address)); }
    [[nodiscard]] bool has_settled(const std::string& address) const { return finder->settled(make_address(address)); }
    [[nodiscard]] const address_facts& facts(const std::string& address) const {
        static const address_facts nothing;
        const auto* found = finder->find(make_address(address));
        return found != nullptr ? *found : nothing;
    }

    scripted_dns* dns;
    std::unique_ptr<fact_finder> finder;
    int settled = 0;
};

constexpr auto pointer = "PTR 1.1.18.198.in-addr.arpa";
constexpr auto origin = "TXT 1.1.18.198.origin.asn.cymru.com";
constexpr auto record = "64500 | 198.18.0.0/15 | US | arin | ";

TEST(fact_finder, finds_a_name_and_asks_once) {
    fixture f{{.names = true}};
    f.look_up("198.18.1.1");
    f.look_up("198.18.1.1");
    EXPECT_THAT(f.dns->asked, ElementsAre(pointer));
    EXPECT_FALSE(f.has_settled("198.18.1.1"));
    EXPECT_EQ(f.facts("198.18.1.1").name, std::nullopt);
    f.dns->answer(pointer, {"gw.example", "other.example"});
    EXPECT_TRUE(f.has_settled("198.18.1.1"));
    EXPECT_EQ(f.facts("198.18.1.1").name, "gw.example");
    EXPECT_EQ(f.settled, 1);
    f.look_up("198.18.1.1");
    EXPECT_THAT(f.dns->asked, SizeIs(1));
}

TEST(fact_finder, settles_without_a_name) {
    fixture f{{.names = true}};
    f.look_up("198.18.1.1");
    f.dns->answer(pointer, {});
    EXPECT_TRUE(f.has_settled("198.18.1.1"));
    EXPECT_EQ(f.facts("198.18.1.1"), address_facts{});
    f.look_up("198.18.1.1");
    EXPECT_THAT(f.dns->asked, SizeIs(1));
}

TEST(fact_finder, asks_nobody_for_what_the_hosts_file_has) {
    fixture f{{.names = true}, "198.18.1.1 gw.example"};
    f.look_up("198.18.1.1");
    EXPECT_THAT(f.dns->asked, IsEmpty());
    EXPECT_TRUE(f.has_settled("198.18.1.1"));
    EXPECT_EQ(f.facts("198.18.1.1").name, "gw.example");
}

TEST(fact_finder, asks_for_nothing_that_is_not_wanted) {
    fixture f{{}, "198.18.1.1 gw.example"};
    f.look_up("198.18.1.1");
    EXPECT_THAT(f.dns->asked, IsEmpty());
    EXPECT_TRUE(f.has_settled("198.18.1.1"));
    EXPECT_EQ(f.facts("198.18.1.1"), address_facts{});
}

TEST(fact_finder, settles_when_all_answers_are_in) {
    fixture f{{.names = true, .as_numbers = true}};
    f.look_up("198.18.1.1");
    EXPECT_THAT(f.dns->asked, ElementsAre(pointer, origin));
    f.dns->answer(origin, {record});
    EXPECT_FALSE(f.has_settled("198.18.1.1"));
    f.dns->answer(pointer, {"gw.example"});
    EXPECT_TRUE(f.has_settled("198.18.1.1"));
    EXPECT_EQ(f.facts("198.18.1.1").asn, 64500u);
    EXPECT_EQ(f.facts("198.18.1.1").as_name, std::nullopt);
}

TEST(fact_finder, asks_once_who_an_as_is) {
    fixture f{{.as_numbers = true, .as_names = true}};
    for (const auto* address : {"198.18.1.1", "198.18.1.2", "198.18.1.3"}) f.look_up(address);
    f.dns->answer(origin, {record});
    f.dns->answer("TXT 2.1.18.198.origin.asn.cymru.com", {record});
    EXPECT_FALSE(f.has_settled("198.18.1.1"));
    f.dns->answer("TXT AS64500.asn.cymru.com", {"64500 | US | arin |  | EXAMPLE"});
    f.dns->answer("TXT 3.1.18.198.origin.asn.cymru.com", {record});
    for (const auto* address : {"198.18.1.1", "198.18.1.2", "198.18.1.3"}) {
        EXPECT_TRUE(f.has_settled(address));
        EXPECT_EQ(f.facts(address).as_name, "EXAMPLE");
    }
    EXPECT_THAT(f.dns->asked, SizeIs(4));
}

TEST(fact_finder, tells_no_registry_of_private_addresses) {
    fixture f{{.names = true, .as_numbers = true}};
    f.look_up("192.168.1.1");
    EXPECT_THAT(f.dns->asked, ElementsAre("PTR 1.1.168.192.in-addr.arpa"));
}

TEST(fact_finder, bounds_the_questions_under_way) {
    fixture f{{.names = true}};
    const auto address = [](unsigned i) { return boost::asio::ip::make_address_v4(0xC612'0000 + i); };
    for (unsigned i = 0; i < fact_finder::max_active + 2; ++i) f.finder->look_up(address(i));
    EXPECT_THAT(f.dns->asked, SizeIs(fact_finder::max_active));
    EXPECT_FALSE(f.finder->settled(address(fact_finder::max_active)));
    f.dns->answer("PTR 0.0.18.198.in-addr.arpa", {});
    EXPECT_EQ(f.dns->asked.back(), "PTR 0.1.18.198.in-addr.arpa");
    EXPECT_THAT(f.dns->asked, SizeIs(fact_finder::max_active + 1));
}

std::clock_t time_to_look_up(unsigned step) {
    fixture f{{}};
    const std::clock_t begin = std::clock();
    for (unsigned i = 0; i < fact_finder::max_addresses; ++i) {
        const auto address = boost::asio::ip::make_address_v4(0x0B00'0001 + i * step);
        f.finder->look_up(address);
        EXPECT_TRUE(f.finder->settled(address));
    }
    return std::clock() - begin;
}

// Whoever answers chooses the addresses. 85229 is the number of buckets of many a hash table of that size.
TEST(fact_finder, cannot_be_slowed_down_by_addresses_that_are_well_chosen) {
    EXPECT_LT(time_to_look_up(85'229), 8 * time_to_look_up(85'237));
}

TEST(fact_finder, forgets_the_oldest_when_there_are_too_many) {
    fixture f{{.names = true}, "198.18.1.1 gw.example"};
    const auto address = [](unsigned i) { return boost::asio::ip::make_address_v4(0x0A00'0000 + i); };
    f.look_up("198.18.1.1");
    f.finder->look_up(address(0));
    for (unsigned i = 1; i < fact_finder::max_addresses; ++i) f.finder->look_up(address(i));
    EXPECT_EQ(f.finder->find(make_address("198.18.1.1")), nullptr);
    // The oldest one left is still asked about: the next address finds no room, and has nothing to be waited for.
    f.finder->look_up(address(fact_finder::max_addresses));
    EXPECT_EQ(f.finder->find(address(fact_finder::max_addresses)), nullptr);
    EXPECT_TRUE(f.finder->settled(address(fact_finder::max_addresses)));
    EXPECT_NE(f.finder->find(address(0)), nullptr);
}

}  // namespace
}  // namespace tracerouter::enrich
