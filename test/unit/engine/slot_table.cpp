#include "engine/slot_table.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace tracerouter::engine {
namespace {

trace_setup setup_to(const char* target, std::uint16_t cookie = 0x1234) {
    trace_setup setup;
    setup.target = boost::asio::ip::make_address(target);
    setup.cookie = cookie;
    return setup;
}

trace_setup any_setup() {
    return setup_to("198.18.10.1");
}

void hand_out_all(trace_state& trace) {
    while (trace.has_probe_to_send()) trace.hand_out_probe();
}

TEST(slot_table, names_a_trace_by_slot_and_serial) {
    slot_table table{4, 0xfffe, 0};
    const trace_id first = table.open(any_setup()).setup().id;
    const trace_id second = table.open(any_setup()).setup().id;
    EXPECT_NE(first, second);
    EXPECT_EQ(table.find(first)->setup().id, first);
    EXPECT_EQ(table.find(second)->setup().id, second);
    EXPECT_EQ(table.active(), 2);
}

TEST(slot_table, knows_stale_and_invented_names) {
    slot_table table{1, 0, 0};
    const trace_id trace = table.open(any_setup()).setup().id;
    EXPECT_EQ(table.find({trace.slot, trace.serial + 1}), nullptr);
    EXPECT_EQ(table.find({UINT16_MAX, trace.serial}), nullptr);
    EXPECT_EQ(table.find({}), nullptr);
    table.close(trace);
    EXPECT_EQ(table.find(trace), nullptr);
    EXPECT_EQ(table.at(trace.slot), nullptr);
    EXPECT_EQ(table.active(), 0);
}

TEST(slot_table, finds_identifiers_that_wrap) {
    slot_table table{4, 0xffff, 0};
    const trace_state& first = table.open(any_setup());
    const trace_state& second = table.open(any_setup());
    EXPECT_EQ(first.setup().identifier, 0xffff);
    EXPECT_EQ(second.setup().identifier, 0);
    EXPECT_EQ(table.find_identifier(0xffff), &first);
    EXPECT_EQ(table.find_identifier(0), &second);
    EXPECT_EQ(table.find_identifier(1), nullptr);
    EXPECT_EQ(table.find_identifier(0xfffe), nullptr);
}

TEST(slot_table, rests_a_slot_while_many_others_take_their_turn) {
    slot_table table{300, 0, 0};
    std::vector<trace_id> busy;
    for (int trace = 0; trace < 299; ++trace) busy.push_back(table.open(any_setup()).setup().id);
    std::map<std::uint16_t, std::size_t> last_turn;
    for (std::size_t turn = 0; turn < 5'000; ++turn) {
        const trace_id trace = table.open(any_setup()).setup().id;
        if (last_turn.contains(trace.slot)) {
            ASSERT_GE(turn - last_turn[trace.slot], slot_table::resting_slots);
        }
        last_turn[trace.slot] = turn;
        table.close(trace);
    }
}

TEST(slot_table, never_repeats_a_pair_too_early) {
    slot_table table{1, 0x9000, 0xfff0};
    std::map<std::uint32_t, std::uint64_t> used;
    std::uint64_t probes = 0;
    while (probes < 3 * slot_table::resting_slots * 65'536) {
        trace_state& trace = table.open(any_setup());
        hand_out_all(trace);
        const std::uint32_t pair = std::uint32_t{trace.setup().identifier} << 16 | trace.setup().first_sequence;
        if (const auto found = used.find(pair); found != used.end()) {
            ASSERT_GE(probes - found->second, slot_table::resting_slots * 65'536 - trace.probes().size());
        }
        used[pair] = probes;
        probes += trace.probes().size();
        table.close(trace.setup().id);
    }
}

TEST(slot_table, goes_on_where_the_last_trace_of_a_slot_stopped) {
    slot_table table{1, 0, 0xffff};
    for (std::size_t trace = 0; trace < table.size(); ++trace) {
        trace_state& opened = table.open(any_setup());
        EXPECT_EQ(opened.setup().first_sequence, 0xffff);
        opened.hand_out_probe();
        opened.hand_out_probe();
        table.close(opened.setup().id);
    }
    EXPECT_EQ(table.open(any_setup()).setup().first_sequence, 1);
}

TEST(slot_table, remembers_the_last_trace_of_a_slot) {
    slot_table table{1, 0x9000, 0xffff};
    const auto target = boost::asio::ip::make_address("198.18.10.1");
    trace_state& trace = table.open(setup_to("198.18.10.1", 0xbeef));
    trace.hand_out_probe();
    trace.hand_out_probe();
    EXPECT_FALSE(table.had_probe(0x9000, 0xffff, 0xbeef, target)) << "it has not ended";
    table.close(trace.setup().id);

    EXPECT_TRUE(table.had_probe(0x9000, 0xffff, 0xbeef, target));
    EXPECT_TRUE(table.had_probe(0x9000, 0, 0xbeef, std::nullopt));
    EXPECT_TRUE(table.had_probe(0x9000, 0, 0xdead, target)) << "a translator may have changed the cookie";
    EXPECT_FALSE(table.had_probe(0x9000, 0, 0xdead, std::nullopt));
    EXPECT_FALSE(table.had_probe(0x9000, 0, 0xbeef, boost::asio::ip::make_address("198.18.10.2")));
    EXPECT_FALSE(table.had_probe(0x9000, 1, 0xbeef, target)) << "beyond its probes";
    EXPECT_FALSE(table.had_probe(0x9000, 0xfffe, 0xbeef, target)) << "before its probes";
    EXPECT_FALSE(table.had_probe(0x9001, 0, 0xbeef, target)) << "another slot";
    EXPECT_FALSE(table.had_probe(0x8fff, 0, 0xbeef, target)) << "no slot";
}

}  // namespace
}  // namespace tracerouter::engine
