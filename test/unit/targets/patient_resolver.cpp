#include "targets/patient_resolver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/append.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tracerouter::targets {
namespace {

using boost::system::error_code;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Fails for the time being as often as it is told to, for all names together, and for some names always.
class failing_resolver final : public resolver {
public:
    explicit failing_resolver(boost::asio::io_context& context) : context_{context} {}

    void async_resolve(const std::string& name, handler on_end) override {
        ++asked;
        const bool fails = failures > 0 || broken == name;
        if (failures > 0) --failures;
        const error_code error = fails ? error_code{boost::asio::error::host_not_found_try_again} : error_code{};
        std::vector<boost::asio::ip::address> addresses;
        if (!fails) addresses.push_back(boost::asio::ip::make_address("198.18.0.1"));
        boost::asio::post(context_, boost::asio::append(std::move(on_end), error, std::move(addresses)));
    }

    std::size_t failures = 0;
    std::string broken;
    std::size_t asked = 0;

private:
    boost::asio::io_context& context_;
};

struct patient_resolver_test : testing::Test {
    void ask(std::size_t count) {
        for (std::size_t number = 0; number < count; ++number) {
            const std::string name = std::to_string(number) + ".example";
            resolver_.async_resolve(name, [this, name](error_code error, const auto&) { ended[name] = error; });
        }
    }
    std::size_t failed() const {
        return static_cast<std::size_t>(
            std::ranges::count_if(ended, [](const auto& one) { return one.second.failed(); }));
    }

    boost::asio::io_context context;
    failing_resolver system{context};
    std::vector<std::string> told;
    std::map<std::string, error_code> ended;

private:
    patient_resolver resolver_{context.get_executor(), system, [this](auto message) { told.emplace_back(message); }};
};

TEST_F(patient_resolver_test, passes_on_what_is_answered) {
    ask(3);
    context.run();
    EXPECT_THAT(ended, SizeIs(3));
    EXPECT_EQ(failed(), 0U);
    EXPECT_EQ(system.asked, 3U);
}

TEST_F(patient_resolver_test, says_at_once_that_a_few_names_cannot_be_looked_up) {
    system.failures = 100;
    ask(2);
    context.run();
    EXPECT_EQ(failed(), 2U);
    EXPECT_EQ(system.asked, 2U);
    EXPECT_THAT(told, IsEmpty());
}

TEST_F(patient_resolver_test, waits_for_a_resolver_that_is_down_and_loses_no_name) {
    system.failures = 21;  // every name once, and the first attempt of all
    ask(20);
    context.run();
    EXPECT_THAT(ended, SizeIs(20));
    EXPECT_EQ(failed(), 0U);
    EXPECT_EQ(system.asked, 41U);
    EXPECT_THAT(told, SizeIs(1));
}

TEST_F(patient_resolver_test, does_not_wait_for_a_name_whose_servers_fail) {
    system.broken = "7.example";
    ask(20);
    context.run();
    EXPECT_THAT(ended, SizeIs(20));
    EXPECT_EQ(failed(), 1U);
    EXPECT_TRUE(ended["7.example"].failed());
    EXPECT_THAT(told, IsEmpty());
}

}  // namespace
}  // namespace tracerouter::targets
