#include "engine/extra_probes.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "engine/path_map.hpp"
#include "engine/probe_ledger.hpp"
#include "engine/trace_setup.hpp"
#include "ttl_literal.hpp"

namespace tracerouter::engine {
namespace {

using test::operator""_ttl;

trace_setup setup_of_nine_hops() {
    trace_setup setup;
    setup.options.max_ttl = 9;
    setup.options.queries = 3;
    return setup;
}

struct extra_probes_of_a_path : testing::Test {
    trace_setup setup = setup_of_nine_hops();
    probe_ledger ledger{{}, {}};
    path_map path{setup, ledger, {}};
    extra_probes extra;
};

TEST_F(extra_probes_of_a_path, number_retries_behind_the_queries) {
    extra.retry(path, 2_ttl);
    extra.ask_again(path, 2_ttl);
    EXPECT_FALSE(extra.done(2_ttl));
    EXPECT_EQ(extra.next(9_ttl), (probe_plan{2_ttl, query_number{4}}));
    EXPECT_EQ(extra.next(9_ttl), (probe_plan{2_ttl, query_number{5}}));
    EXPECT_EQ(extra.next(9_ttl), std::nullopt);
    EXPECT_TRUE(extra.done(2_ttl));
    EXPECT_EQ(path.hop(2_ttl).retries, 2);
    EXPECT_EQ(path.hop(2_ttl).advised_retries, 1);
}

TEST_F(extra_probes_of_a_path, take_the_queries_to_come_in_their_order) {
    path.hop(1_ttl).queries_left = 2;
    extra.ask_next_query(path, 1_ttl);
    extra.ask_next_query(path, 1_ttl);
    EXPECT_EQ(extra.next(9_ttl), (probe_plan{1_ttl, query_number{2}}));
    EXPECT_EQ(extra.next(9_ttl), (probe_plan{1_ttl, query_number{3}}));
    EXPECT_EQ(path.hop(1_ttl).queries_left, 0);
}

TEST_F(extra_probes_of_a_path, wait_while_they_are_beyond_the_end) {
    extra.retry(path, 7_ttl);
    extra.retry(path, 3_ttl);
    EXPECT_EQ(extra.next(5_ttl), (probe_plan{3_ttl, query_number{4}})) << "the first of those within";
    EXPECT_EQ(extra.peek(5_ttl), std::nullopt);
    EXPECT_EQ(extra.next(9_ttl), (probe_plan{7_ttl, query_number{4}}));
}

}  // namespace
}  // namespace tracerouter::engine
