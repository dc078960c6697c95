// Another strategy is a class of its own, and nothing else: neither the other strategies nor what keeps probes, path
// and matches knows of it.

#include "engine/strategy.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>

#include "trace_script.hpp"
#include "ttl_literal.hpp"

namespace tracerouter::engine {
namespace {

using test::operator""_ttl;
using test::trace_script;

/// Asks every second TTL, one after the other, each when the one before has answered, or all at once.
class every_second final : public strategy {
public:
    explicit every_second(bool at_once = false) : at_once_(at_once) {}

    [[nodiscard]] bool asks(hop_ttl ttl) const override { return ttl.value() % 2 == 0; }
    [[nodiscard]] std::optional<probe_plan> peek(hop_ttl end) const override {
        if (next_ > end || (!at_once_ && next_ > answered_ + 2)) return std::nullopt;
        return probe_plan{next_, first_query};
    }
    void take(const probe_plan& plan, hop_ttl /*end*/) override { next_ = plan.ttl + 2; }
    [[nodiscard]] bool done(hop_ttl ttl) const override { return ttl < next_; }
    void learnt(const path_map& path) override { answered_ = path.evidence().last_answered.value_or(hop_ttl{}); }

private:
    bool at_once_;
    hop_ttl next_{2};
    hop_ttl answered_;
};

TEST(strategy, may_be_any_class_of_its_own) {
    trace_script script{{.max_ttl = 9, .queries = 1}, std::make_unique<every_second>()};
    script.expect_to_send({{2, 1}}).send({2}, 0).expires({2}, 5, "198.18.1.2");
    script.expect_to_send({{4, 1}}).send({4}, 5).expires({4}, 12, "198.18.1.4");
    script.expect_hops({1, 2, 3, 4, 5}).expect_unfinished();
    script.expect_to_send({{6, 1}}).send({6}, 12).arrives({6}, 20);
    script.expect_hops({6}).expect_finished(stop_reason::destination);
    EXPECT_EQ(script.trace().path.verdict(3_ttl), hop_verdict::silent);
    EXPECT_FALSE(script.trace().path.probed(3_ttl));
}

// Most hops before the target are without an answer then. It is no limit of theirs that is waited for.
TEST(strategy, may_pass_hops_over_that_nobody_misses) {
    trace_script script{{.max_ttl = 9, .queries = 1}, std::make_unique<every_second>(true)};
    script.expect_to_send({{2, 1}, {4, 1}, {6, 1}, {8, 1}});
    script.send({2}, 0).send({4}, 0).send({6}, 0).send({8}, 0);
    script.expires({2}, 5, "198.18.1.2").arrives({8}, 20).expires({6}, 15, "198.18.1.6");
    script.pass_time(400).expect_to_send({});
    script.expect_hops({1, 2, 3, 4, 5, 6, 7, 8}).expect_finished(stop_reason::destination);
}

TEST(strategy, has_its_losses_asked_again_by_the_others) {
    trace_script script{{.max_ttl = 3, .queries = 1}, std::make_unique<every_second>()};
    script.expect_to_send({{2, 1}}).send({2}, 0).pass_time(3'000);
    script.expect_hops({1, 2, 3}).expect_finished(stop_reason::max_hops);
}

}  // namespace
}  // namespace tracerouter::engine
