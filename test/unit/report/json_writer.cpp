#include "report/json_writer.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "results.hpp"

namespace tracerouter::report {
namespace {

TEST(json_writer, separates_members_and_elements) {
    json_writer json;
    json.begin_object().member("a", 1u).key("b").begin_array().value(1u).value(2u).begin_object().end_object();
    json.end_array().key("c").begin_array().end_array().member("d", false).end_object();
    EXPECT_EQ(json.line(), R"({"a":1,"b":[1,2,{}],"c":[],"d":false})"
                           "\n");
}

TEST(json_writer, writes_each_kind_of_value) {
    json_writer json;
    json.begin_array().value("text").value(std::string{"te\"xt"}).value(true).value(us(1012));
    json.value(std::uint8_t{7}).value(std::numeric_limits<std::uint64_t>::max());
    json.value(std::optional<std::uint8_t>{}).value(std::optional<std::uint8_t>{16}).end_array();
    EXPECT_EQ(json.line(), R"(["text","te\"xt",true,1.012,7,18446744073709551615,null,16])"
                           "\n");
}

}  // namespace
}  // namespace tracerouter::report
