#include "engine/slot_table.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace tracerouter::engine {
namespace {

trace_setup setup_to(const char* target, std::uint16_t cookie = 0x1234) {
    trace_setup setup;
    setup.target = boost::asio::ip::make_address(target);
    setup.flow.cookie = cookie;
    return setup;
}

trace_setup any_setup() {
    return setup_to("198.18.10.1");
}

trace_setup port_setup(protocol protocol) {
    trace_setup setup = any_setup();
    setup.options.protocol = protocol;
    return setup;
}

void hand_out_all(trace_state& trace) {
    while (trace.has_probe_to_send()) trace.hand_out_probe(1);
}

void end_and_close(slot_table& table, trace_id trace) {
    table.end(trace);
    table.close(trace);
}

probe_reference reference_by(std::uint16_t identifier, std::uint16_t sequence, std::uint16_t cookie = 0x1234,
                             std::optional<boost::asio::ip::address> destination = std::nullopt) {
    probe_reference out;
    out.identifier = identifier;
    out.hints[0] = {sequence, cookie};
    out.destination = destination;
    return out;
}

// Slot and index of a probe.
using match = std::pair<int, int>;
constexpr match nothing{-1, -1};

match found(slot_table& table, const probe_reference& reference) {
    const auto probe = table.find_probe(reference);
    return probe ? match{probe->trace->setup.id.slot, value(probe->index)} : nothing;
}

TEST(slot_table, names_a_trace_by_slot_and_serial) {
    slot_table table{4, 0xfffe, 0};
    const trace_id first = table.open(any_setup()).setup.id;
    const trace_id second = table.open(any_setup()).setup.id;
    EXPECT_NE(first, second);
    EXPECT_EQ(table.find(first)->setup.id, first);
    EXPECT_EQ(table.find(second)->setup.id, second);
    EXPECT_EQ(table.taken(), 2);
}

TEST(slot_table, knows_stale_and_invented_names) {
    slot_table table{1, 0, 0};
    const trace_id trace = table.open(any_setup()).setup.id;
    EXPECT_EQ(table.find({trace.slot, trace.serial + 1}), nullptr);
    EXPECT_EQ(table.find({UINT16_MAX, trace.serial}), nullptr);
    EXPECT_EQ(table.find({}), nullptr);
    end_and_close(table, trace);
    EXPECT_EQ(table.find(trace), nullptr);
    EXPECT_EQ(table.at(trace.slot), nullptr);
    EXPECT_EQ(table.taken(), 0);
}

probe_reference reference_to(const trace_state& trace, int index = 0) {
    const trace_setup& setup = trace.setup;
    return reference_by(setup.flow.identifier, static_cast<std::uint16_t>(setup.first_sequence + index),
                        setup.flow.cookie);
}

TEST(slot_table, keeps_a_trace_that_has_ended_until_it_is_closed) {
    slot_table table{1, 0x5000, 0x1000};
    trace_state& trace = table.open(any_setup());
    const trace_id name = trace.setup.id;
    trace.hand_out_probe(table.next_sequence(trace));
    const probe_reference late = reference_to(trace);
    EXPECT_EQ(found(table, late), (match{name.slot, 0}));
    table.end(name);
    EXPECT_EQ(table.find(name), nullptr);
    EXPECT_EQ(table.at(name.slot), nullptr);
    EXPECT_EQ(found(table, late), nothing);
    EXPECT_TRUE(table.had_probe(late));
    EXPECT_EQ(table.look_at(name).ledger.size(), 1);
    EXPECT_EQ(table.taken(), 1);
    table.close(name);
    EXPECT_EQ(table.taken(), 0);
}

TEST(slot_table, finds_probes_by_identifier_and_sequence_number) {
    slot_table table{4, 0x7fff, 0x1000};
    trace_state& first = table.open(any_setup());
    trace_state& second = table.open(any_setup());
    EXPECT_EQ(found(table, reference_to(first)), nothing) << "no probe has been handed out";
    for (trace_state* trace : {&first, &second}) {
        trace->hand_out_probe(table.next_sequence(*trace));
        EXPECT_EQ(found(table, reference_to(*trace)), (match{trace->setup.id.slot, 0}));
        EXPECT_EQ(found(table, reference_to(*trace, 1)), nothing);
        EXPECT_EQ(found(table, reference_to(*trace, -1)), nothing);
    }
    probe_reference other = reference_to(first);
    other.identifier = static_cast<std::uint16_t>(*other.identifier ^ 1);
    EXPECT_EQ(found(table, other), nothing);
}

// Who sees some traces learns nothing of the others.
TEST(slot_table, gives_numbers_that_cannot_be_foretold) {
    slot_table table{30'000, 0x1234, 0x1000};
    slot_table other{30'000, 0x1235, 0x1000};
    std::set<std::uint16_t> identifiers;
    int near = 0;
    int same = 0;
    trace_setup before = table.open(any_setup()).setup;
    identifiers.insert(before.flow.identifier);
    for (std::size_t trace = 1; trace < table.size(); ++trace) {
        const trace_setup& next = table.open(any_setup()).setup;
        near += std::abs(next.flow.identifier - before.flow.identifier) < 100 ? 1 : 0;
        near += std::abs(next.first_sequence - before.first_sequence) < 100 ? 1 : 0;
        same += next.flow.identifier == other.open(any_setup()).setup.flow.identifier ? 1 : 0;
        identifiers.insert(next.flow.identifier);
        before = next;
    }
    EXPECT_EQ(identifiers.size(), table.size()) << "each has its own";
    EXPECT_LT(*identifiers.rbegin(), 0x8000);
    EXPECT_LT(near, 500);
    EXPECT_LT(same, 100);
}

TEST(slot_table, rests_a_slot_while_many_others_take_their_turn) {
    slot_table table{300, 0, 0};
    std::vector<trace_id> busy;
    for (int trace = 0; trace < 299; ++trace) busy.push_back(table.open(any_setup()).setup.id);
    std::map<std::uint16_t, std::size_t> last_turn;
    for (std::size_t turn = 0; turn < 5'000; ++turn) {
        const trace_id trace = table.open(any_setup()).setup.id;
        if (last_turn.contains(trace.slot)) {
            ASSERT_GE(turn - last_turn[trace.slot], slot_table::resting_slots);
        }
        last_turn[trace.slot] = turn;
        end_and_close(table, trace);
    }
}

TEST(slot_table, draws_the_numbers_of_a_slot_anew_for_each_trace) {
    slot_table table{1, 0, 0x8000};
    const std::size_t rounds = 100;
    std::set<std::uint16_t> identifiers;
    int near = 0;
    std::map<std::uint16_t, trace_setup> before;
    for (std::size_t turn = 0; turn < rounds * table.size(); ++turn) {
        trace_state& trace = table.open(any_setup());
        hand_out_all(trace);
        const trace_setup& setup = trace.setup;
        if (before.contains(setup.id.slot)) {
            const trace_setup& last = before[setup.id.slot];
            ASSERT_NE(setup.flow.identifier, last.flow.identifier) << "it would not have rested";
            near += std::abs(setup.first_sequence - last.first_sequence) < 100 ? 1 : 0;
        }
        before[setup.id.slot] = setup;
        identifiers.insert(setup.flow.identifier);
        end_and_close(table, setup.id);
    }
    EXPECT_GT(identifiers.size(), 15'000) << "of 32,768, in 25,700 draws";
    EXPECT_LT(near, 200);
}

TEST(slot_table, gives_an_identifier_to_no_other_trace_until_it_has_rested) {
    slot_table table{300, 0, 0};
    std::map<std::uint16_t, std::size_t> last_turn;
    for (std::size_t turn = 0; turn < 50'000; ++turn) {
        const trace_setup setup = table.open(port_setup(protocol::udp)).setup;
        if (const auto known = last_turn.find(setup.flow.identifier); known != last_turn.end()) {
            ASSERT_GE(turn - known->second, slot_table::resting_slots);
        }
        last_turn[setup.flow.identifier] = turn;
        end_and_close(table, setup.id);
    }
}

TEST(slot_table, foretells_the_identifier_of_the_next_trace) {
    slot_table table{100, 1, 2};
    for (int trace = 0; trace < 100; ++trace) {
        const std::uint16_t next = table.next_identifier(protocol::tcp);
        EXPECT_EQ(table.open(port_setup(protocol::tcp)).setup.flow.identifier, next);
    }
}

TEST(slot_table, never_counts_over_zero) {
    slot_table table{1'000, 0, 0xffff};
    for (std::size_t trace = 0; trace < table.size(); ++trace) {
        const std::uint16_t first = table.open(any_setup()).setup.first_sequence;
        ASSERT_GE(first, 1);
        ASSERT_LE(first, 0x10000 - most_probes);
    }
}

TEST(slot_table, remembers_the_last_trace_of_a_slot) {
    slot_table table{1, 0x5000, 0x1000};
    const auto target = boost::asio::ip::make_address("198.18.10.1");
    trace_state& trace = table.open(setup_to("198.18.10.1", 0xbeef));
    const std::uint16_t name = trace.setup.flow.identifier;
    const std::uint16_t first = trace.setup.first_sequence;
    const auto by = [&](int index, std::uint16_t cookie, std::optional<boost::asio::ip::address> to = std::nullopt) {
        return reference_by(name, static_cast<std::uint16_t>(first + index), cookie, to);
    };
    trace.hand_out_probe(first);
    trace.hand_out_probe(static_cast<std::uint16_t>(first + 1));
    EXPECT_FALSE(table.had_probe(by(0, 0xbeef, target))) << "it has not ended";
    end_and_close(table, trace.setup.id);

    EXPECT_TRUE(table.had_probe(by(0, 0xbeef, target)));
    EXPECT_TRUE(table.had_probe(by(1, 0xbeef)));
    EXPECT_FALSE(table.had_probe(by(1, 0xdead, target)));
    EXPECT_FALSE(table.had_probe(by(1, 0xbeef, boost::asio::ip::make_address("198.18.10.2"))));
    EXPECT_FALSE(table.had_probe(by(2, 0xbeef, target))) << "beyond its probes";
    EXPECT_FALSE(table.had_probe(by(-1, 0xbeef, target))) << "before its probes";
    probe_reference other = by(1, 0xbeef, target);
    other.identifier = static_cast<std::uint16_t>(name ^ 1);
    EXPECT_FALSE(table.had_probe(other)) << "of no trace";
}

probe_reference reference_by_port(std::uint16_t port, std::uint16_t sequence, protocol protocol = protocol::udp) {
    probe_reference out = reference_by(port, sequence);
    out.protocol = protocol;
    return out;
}

TEST(slot_table, gives_source_ports_beyond_those_of_connections) {
    slot_table table{1'000, 0xfff0, 0x1000};
    std::set<std::uint16_t> ports;
    for (int trace = 0; trace < 1'000; ++trace) {
        trace_state& opened = table.open(port_setup(protocol::udp));
        EXPECT_GE(opened.setup.flow.identifier, 61'000);
        opened.hand_out_probe(table.next_sequence(opened));
        ports.insert(opened.setup.flow.identifier);
        ASSERT_EQ(found(table, reference_by_port(opened.setup.flow.identifier, opened.setup.first_sequence)),
                  (match{trace, 0}));
    }
    EXPECT_EQ(ports.size(), 1'000U);
    EXPECT_EQ(found(table, reference_by_port(60'999, 0x1000)), nothing);
    const trace_setup& one = table.at(0)->setup;
    EXPECT_EQ(found(table, reference_by_port(one.flow.identifier, one.first_sequence, protocol::tcp)), nothing)
        << "another protocol";
}

TEST(slot_table, has_ports_for_the_largest_window) {
    slot_table table{30'000, 0x1234, 0x1000};
    std::set<std::uint16_t> ports;
    for (std::size_t trace = 0; trace < table.size(); ++trace) {
        trace_state& opened = table.open(port_setup(protocol::tcp));
        ports.insert(opened.setup.flow.identifier);
    }
    EXPECT_EQ(ports.size(), table.size());
}

TEST(slot_table, takes_ports_of_services_only_for_thousands_of_traces) {
    slot_table table{30'000, 0x1234, 0x1000};
    for (int trace = 0; trace < 4'500; ++trace) {
        ASSERT_GE(table.open(port_setup(protocol::udp)).setup.flow.identifier, 61'000) << trace;
    }
    for (int trace = 0; trace < 100; ++trace) static_cast<void>(table.open(port_setup(protocol::udp)));
    EXPECT_LT(table.open(port_setup(protocol::udp)).setup.flow.identifier, 32'768);
}

TEST(slot_table, takes_the_second_number_where_a_translator_spoilt_the_first) {
    slot_table table{1, 0x5000, 0x1000};
    trace_state& trace = table.open(port_setup(protocol::udp));
    const std::uint16_t first = trace.setup.first_sequence;
    const auto second = static_cast<std::uint16_t>(first + 1);
    trace.hand_out_probe(first);
    trace.hand_out_probe(second);
    probe_reference spoilt = reference_by_port(trace.setup.flow.identifier, static_cast<std::uint16_t>(first + 99));
    spoilt.hints[1] = {second, std::nullopt, true};
    const auto mended = table.find_probe(spoilt);
    ASSERT_TRUE(mended);
    EXPECT_EQ(mended->index, probe_index{1});
    EXPECT_TRUE(mended->nat);
    spoilt.hints[0]->sequence = first;
    EXPECT_EQ(table.find_probe(spoilt)->index, probe_index{0}) << "the first number is right";
    EXPECT_FALSE(table.find_probe(spoilt)->nat);
}

TEST(slot_table, tells_traces_of_one_identifier_apart_by_the_sequence_number) {
    slot_table table{2, 0x5000, 0xffff};
    std::vector<trace_state*> traces;
    for (const char* target : {"198.18.10.1", "198.18.10.2"}) {
        trace_setup setup = setup_to(target);
        setup.flow.fixed_identifier = true;
        setup.flow.identifier = 77;
        traces.push_back(&table.open(setup));
    }
    for (trace_state* trace : {traces[0], traces[1], traces[0]}) trace->hand_out_probe(table.next_sequence(*trace));
    EXPECT_EQ(traces[0]->ledger.all()[0].sequence, 1) << "0 is left out";
    EXPECT_EQ(found(table, reference_by(77, 1)), (match{0, 0}));
    EXPECT_EQ(found(table, reference_by(77, 2)), (match{1, 0}));
    EXPECT_EQ(found(table, reference_by(77, 3)), (match{0, 1}));
    EXPECT_EQ(found(table, reference_by(77, 4)), nothing);
    EXPECT_EQ(found(table, reference_by(78, 1)), nothing);
    probe_reference without = reference_by(0, 2);
    without.identifier.reset();
    EXPECT_EQ(found(table, without), (match{1, 0})) << "the kernel may keep the identifier back";

    const probe_reference last = reference_by(77, 3);
    EXPECT_FALSE(table.had_probe(last));
    end_and_close(table, traces[0]->setup.id);
    EXPECT_EQ(found(table, last), nothing);
    EXPECT_TRUE(table.had_probe(last));
    EXPECT_FALSE(table.had_probe(reference_by(77, 2))) << "that trace is active";
}

/// Sends each probe by the next flow of a trace.
class by_turns final : public strategy {
public:
    explicit by_turns(std::uint8_t flows) : flows_(flows) {}
    [[nodiscard]] std::optional<probe_plan> peek(hop_ttl end) const override {
        if (ttl_ > end) return std::nullopt;
        return probe_plan{.ttl = ttl_, .query = first_query, .flow = static_cast<std::uint8_t>(ttl_.value() % flows_)};
    }
    void take(const probe_plan& /*plan*/, hop_ttl /*end*/) override { ++ttl_; }
    [[nodiscard]] bool done(hop_ttl ttl) const override { return ttl < ttl_; }

private:
    std::uint8_t flows_;
    hop_ttl ttl_{1};
};

trace_setup setup_of_three_flows() {
    trace_setup setup = setup_to("198.18.10.1", 0x1000);
    setup.further_flows = {{.cookie = 0x1001}, {.cookie = 0x1002}};
    return setup;
}

TEST(slot_table, finds_the_probes_of_all_flows_of_a_trace) {
    slot_table table{4, 0x5000, 0x1000, 3};
    trace_state& trace = table.open(setup_of_three_flows());
    trace.plan = trace_plan{std::make_unique<by_turns>(std::uint8_t{3}), trace.setup};
    for (int probe = 0; probe < 9; ++probe) trace.hand_out_probe(table.next_sequence(trace));
    std::set<std::uint16_t> identifiers;
    for (std::uint16_t index = 0; index < 9; ++index) {
        const probe_record& probe = trace.ledger.all()[index];
        EXPECT_EQ(probe.flow, (index + 1) % 3);
        const flow& its = flow_of(trace.setup, probe.flow);
        identifiers.insert(its.identifier);
        EXPECT_EQ(found(table, reference_by(its.identifier, probe.sequence, its.cookie)), (match{0, index}));
        // Right in all but one thing, which is that of another flow.
        const flow& other = flow_of(trace.setup, (probe.flow + 1U) % 3);
        EXPECT_EQ(found(table, reference_by(other.identifier, probe.sequence, its.cookie)), nothing);
        EXPECT_EQ(found(table, reference_by(its.identifier, probe.sequence, other.cookie)), nothing);
        EXPECT_EQ(found(table, reference_by(other.identifier, probe.sequence, other.cookie)), nothing);
    }
    EXPECT_EQ(identifiers.size(), 3);
}

TEST(slot_table, keeps_the_identifiers_of_all_flows_until_the_slot_is_used_again) {
    slot_table table{1, 0x5000, 0x1000, 3};
    trace_state& trace = table.open(setup_of_three_flows());
    trace.hand_out_probe(table.next_sequence(trace));
    const trace_setup last = trace.setup;
    const probe_reference late =
        reference_by(flow_of(last, 2).identifier, last.first_sequence, flow_of(last, 2).cookie);
    end_and_close(table, last.id);
    EXPECT_TRUE(table.had_probe(late));
    for (std::size_t turn = 0; turn < slot_table::resting_slots; ++turn) {
        const trace_setup next = table.open(setup_of_three_flows()).setup;
        for (std::size_t number = 0; number < 9; ++number) {
            ASSERT_NE(flow_of(next, number % 3).identifier, flow_of(last, number / 3).identifier);
        }
        end_and_close(table, next.id);
    }
    EXPECT_TRUE(table.had_probe(late));
    table.open(setup_of_three_flows());
    EXPECT_FALSE(table.had_probe(late));
}

TEST(slot_table, gives_no_more_flows_than_there_are_identifiers) {
    EXPECT_EQ((slot_table{10'000, 1, 1, 16}.most_flows()), 3);
    EXPECT_EQ((slot_table{30'000, 1, 1, 16}.most_flows()), 1);
    EXPECT_EQ((slot_table{100, 1, 1, 16}.most_flows()), 16);
}

}  // namespace
}  // namespace tracerouter::engine
