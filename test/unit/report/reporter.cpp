#include "report/reporter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "results.hpp"
#include "string_sink.hpp"

namespace tracerouter::report {
namespace {

using testing::ElementsAre;

/// All that a new format must have.
class target_lines final : public reporter {
public:
    explicit target_lines(sink& out) : out_{out} {}

    boost::system::error_code trace(const trace_result& result, target_number) override {
        return out_.write(result.target + '\n');
    }

private:
    sink& out_;
};

TEST(reporter, needs_nothing_but_traces) {
    string_sink out;
    target_lines report{out};
    EXPECT_FALSE(report.wants_hops());
    EXPECT_FALSE(report.hop(example_heading(), hop_of(1, {timed_out()})));
    EXPECT_FALSE(report.failure({"nosuch.example", failure_kind::unresolved, "Host not found"}));
    EXPECT_FALSE(report.trace(example_trace(), {}));
    EXPECT_FALSE(report.finish());
    EXPECT_THAT(out.writes, ElementsAre("example.net\n"));
}

}  // namespace
}  // namespace tracerouter::report
