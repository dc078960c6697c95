#include "run/report_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <set>
#include <string>
#include <vector>

namespace tracerouter::run {
namespace {

using boost::asio::ip::make_address;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

/// Settles an address when it is told to.
class scripted_facts final : public enrich::fact_source {
public:
    void look_up(const boost::asio::ip::address& address) override { asked.insert(address); }
    [[nodiscard]] bool settled(const boost::asio::ip::address& address) const override {
        return known.contains(address);
    }
    [[nodiscard]] const address_facts* find(const boost::asio::ip::address&) const override { return nullptr; }

    std::set<boost::asio::ip::address> asked;
    std::set<boost::asio::ip::address> known;
};

class report_queue_test : public testing::Test {
protected:
    void add(const std::string& what, std::vector<std::string> about, duration patience = 1h) {
        report_queue::address_list addresses;
        for (const auto& text : about) addresses.push_back(make_address(text));
        queue.add(addresses, patience, [this, what] { written.push_back(what); });
    }

    void settle(const std::string& address) {
        facts.known.insert(make_address(address));
        queue.settled();
    }

    boost::asio::io_context context;
    scripted_facts facts;
    report_queue queue{context.get_executor(), &facts};
    std::vector<std::string> written;
};

TEST_F(report_queue_test, writes_at_once_what_nothing_is_to_be_known_of) {
    add("a", {});
    facts.known.insert(make_address("198.18.1.1"));
    add("b", {"198.18.1.1"});
    EXPECT_THAT(written, ElementsAre("a", "b"));
    EXPECT_TRUE(queue.empty());
}

TEST_F(report_queue_test, waits_until_all_addresses_have_settled) {
    add("a", {"198.18.1.1", "198.18.1.2"});
    EXPECT_THAT(facts.asked, ElementsAre(make_address("198.18.1.1"), make_address("198.18.1.2")));
    settle("198.18.1.2");
    EXPECT_THAT(written, IsEmpty());
    settle("198.18.1.1");
    EXPECT_THAT(written, ElementsAre("a"));
}

TEST_F(report_queue_test, keeps_the_order) {
    add("a", {"198.18.1.1"});
    add("b", {"198.18.1.2"});
    add("c", {});
    settle("198.18.1.2");
    EXPECT_THAT(written, IsEmpty());
    settle("198.18.1.1");
    EXPECT_THAT(written, ElementsAre("a", "b", "c"));
}

TEST_F(report_queue_test, waits_no_longer_than_it_is_told) {
    add("a", {"198.18.1.1"}, 1ms);
    add("b", {"198.18.1.2"}, 1ms);
    context.run();
    EXPECT_THAT(written, ElementsAre("a", "b"));
}

TEST_F(report_queue_test, tells_when_the_last_one_has_left) {
    int emptied = 0;
    queue.on_empty([&] { ++emptied; });
    add("a", {});
    EXPECT_EQ(emptied, 0);
    add("b", {"198.18.1.1"});
    add("c", {"198.18.1.2"});
    settle("198.18.1.1");
    EXPECT_EQ(emptied, 0);
    settle("198.18.1.2");
    EXPECT_EQ(emptied, 1);
}

TEST_F(report_queue_test, waits_for_nothing_in_a_hurry) {
    add("a", {"198.18.1.1"});
    queue.hurry();
    EXPECT_THAT(written, ElementsAre("a"));
    add("b", {"198.18.1.2"});
    EXPECT_THAT(written, ElementsAre("a", "b"));
}

TEST_F(report_queue_test, lets_writing_add_more) {
    queue.add({make_address("198.18.1.1")}, 1h, [this] {
        add("inner", {});
        written.emplace_back("outer");
    });
    settle("198.18.1.1");
    EXPECT_THAT(written, ElementsAre("outer", "inner"));
}

TEST(report_queue, without_facts_never_waits) {
    boost::asio::io_context context;
    report_queue queue{context.get_executor(), nullptr};
    int written = 0;
    queue.add({make_address("198.18.1.1")}, 1h, [&] { ++written; });
    EXPECT_EQ(written, 1);
}

}  // namespace
}  // namespace tracerouter::run
