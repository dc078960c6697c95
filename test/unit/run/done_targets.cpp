#include "run/done_targets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace tracerouter::run {
namespace {

using boost::asio::ip::make_address;
using testing::ElementsAre;

class done_targets_test : public testing::Test {
protected:
    static constexpr target_number first{0};
    static constexpr target_number second{1};
    const std::vector<boost::asio::ip::address> addresses{make_address("198.18.0.1"), make_address("198.18.0.2")};
    done_set kept;
};

TEST_F(done_targets_test, are_left_to_no_other_run_where_none_can_go_on) {
    done_targets done{nullptr};
    EXPECT_FALSE(done.resumable());
    done.add({first});
    EXPECT_FALSE(done.contains(first));
    done.expect(second, addresses);
    done.add({second, 0});
    auto left = addresses;
    done.remove_done(second, left);
    EXPECT_EQ(left, addresses);
}

TEST_F(done_targets_test, are_those_of_earlier_runs_too) {
    kept.add(0);
    done_targets done{&kept};
    EXPECT_TRUE(done.contains(first));
    EXPECT_FALSE(done.contains(second));
    done.add({second});
    EXPECT_EQ(kept.text(), "0-1");
}

TEST_F(done_targets_test, are_done_when_all_of_their_addresses_are) {
    done_targets done{&kept};
    done.expect(first, addresses);
    done.add({first, 1});
    EXPECT_EQ(kept.text(), "0=198.18.0.2");
    EXPECT_FALSE(done.contains(first));

    auto left = addresses;
    done_targets{&kept}.remove_done(first, left);
    EXPECT_THAT(left, ElementsAre(make_address("198.18.0.1")));

    done.add({first, 0});
    EXPECT_TRUE(done.contains(first));
    EXPECT_EQ(kept.text(), "0");
}

}  // namespace
}  // namespace tracerouter::run
