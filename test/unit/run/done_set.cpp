#include "run/done_set.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

namespace tracerouter::run {
namespace {

TEST(done_set, knows_what_is_done) {
    done_set done;
    for (const std::uint64_t number : {3u, 0u, 7u, 1u}) done.add(number);
    for (std::uint64_t number = 0; number < 20; ++number) {
        EXPECT_EQ(done.contains(number), number < 2 || number == 3 || number == 7) << number;
    }
    EXPECT_EQ(done.text(), "0-1 3 7");
    done.add(2);
    done.add(2);
    EXPECT_EQ(done.text(), "0-3 7");
}

TEST(done_set, writes_and_reads_itself) {
    std::vector<std::uint64_t> numbers(2000);
    for (std::uint64_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
    std::shuffle(numbers.begin(), numbers.end(), std::mt19937{5});
    done_set done;
    for (const auto number : numbers) {
        done.add(number);
        const auto read = done_set::parse(done.text());
        ASSERT_TRUE(read);
        ASSERT_EQ(*read, done) << done.text();
    }
    EXPECT_EQ(done.text(), "0-1999");
    EXPECT_EQ(done_set::parse(""), done_set{});
}

TEST(done_set, knows_parts_until_the_whole_is_done) {
    using boost::asio::ip::make_address;
    done_set done;
    done.add(0);
    done.add(4, make_address("2001:db8::1"));
    done.add(4, make_address("198.18.0.1"));
    done.add(2, make_address("198.18.0.1"));
    EXPECT_EQ(done.text(), "0 2=198.18.0.1 4=198.18.0.1 4=2001:db8::1");
    EXPECT_EQ(done_set::parse(done.text()), done);
    EXPECT_FALSE(done.contains(4));
    EXPECT_TRUE(done.contains(4, make_address("198.18.0.1")));
    EXPECT_FALSE(done.contains(4, make_address("198.18.0.2")));
    EXPECT_TRUE(done.contains(0, make_address("198.18.0.2"))) << "as all of it is";
    done.add(4);
    EXPECT_EQ(done.text(), "0 4 2=198.18.0.1");
}

TEST(done_set, reads_nothing_else) {
    for (const auto* wrong : {"x",
                              "1-",
                              "-1",
                              "2-1",
                              "1,2",
                              "1  2",
                              "1 ",
                              " 1",
                              "1 99999999999",
                              "0-1x",
                              "3-18446744073709551615",
                              "18446744073709551616",
                              "0-18446744073709551615",
                              "9 5",
                              "5-9 7-8",
                              "0-4 0-7",
                              "5-9000000",
                              "5=",
                              "5=x",
                              "5=198.18.0.1 ",
                              "=198.18.0.1",
                              "5=198.18.0.1 7",
                              "0-5 5=198.18.0.1",
                              "5=198.18.0.1  6=198.18.0.1"}) {
        EXPECT_FALSE(done_set::parse(wrong)) << wrong;
    }
}

}  // namespace
}  // namespace tracerouter::run
