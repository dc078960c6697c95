#include "limiter.hpp"

#include <gtest/gtest.h>

#include "probe_maker.hpp"

namespace lab {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::host;

manners limited(rate_limit limit) {
    manners how;
    how.limit = limit;
    return how;
}

class limiter_test : public testing::Test {
protected:
    int allowed_of(int asked, nanoseconds start, nanoseconds gap) {
        int allowed = 0;
        for (int i = 0; i < asked; ++i)
            allowed += limits_.allow(how_, host("10.0.0.1"), prober_, false, start + i * gap) ? 1 : 0;
        return allowed;
    }

    limiter limits_;
    manners how_ = limited({6, seconds(1)});
    address prober_ = host("198.18.0.2");
};

TEST_F(limiter_test, six_of_a_hundred_at_once) {
    EXPECT_EQ(allowed_of(100, seconds(1000), milliseconds(0)), 6);
}

TEST_F(limiter_test, twenty_a_second_for_five_seconds_give_the_burst_and_one_a_second) {
    EXPECT_EQ(allowed_of(100, seconds(1000), milliseconds(50)), 10);
}

TEST_F(limiter_test, the_burst_comes_back_and_grows_no_further) {
    EXPECT_EQ(allowed_of(100, seconds(1000), milliseconds(0)), 6);
    EXPECT_EQ(allowed_of(100, seconds(1003), milliseconds(0)), 3);
    EXPECT_EQ(allowed_of(100, seconds(2000), milliseconds(0)), 6);
}

TEST_F(limiter_test, each_prober_has_its_own) {
    EXPECT_EQ(allowed_of(10, seconds(1), milliseconds(0)), 6);
    prober_ = host("198.18.0.3");
    EXPECT_EQ(allowed_of(10, seconds(1), milliseconds(0)), 6);
}

TEST_F(limiter_test, the_global_one_is_shared_by_all_probers) {
    how_ = manners{};
    how_.limit_global = rate_limit{4, milliseconds(1)};
    EXPECT_EQ(allowed_of(3, seconds(1), milliseconds(0)), 3);
    prober_ = host("198.18.0.3");
    EXPECT_EQ(allowed_of(3, seconds(1), milliseconds(0)), 1);
}

TEST_F(limiter_test, no_limit_allows_all) {
    how_ = manners{};
    EXPECT_EQ(allowed_of(1000, seconds(1), milliseconds(0)), 1000);
}

}  // namespace
}  // namespace lab
