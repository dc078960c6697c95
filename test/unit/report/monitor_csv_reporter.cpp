#include "report/monitor_csv_reporter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "monitor_results.hpp"
#include "string_sink.hpp"

namespace tracerouter::report {
namespace {

const std::string about_monitor = "example.net,198.18.10.1,2026-11-29T10:00:00.123456Z,icmp,10,";

std::string monitor_csv(const monitor_result& result, const fact_lookup& facts = {}) {
    string_sink out;
    monitor_csv_reporter report{out, {.facts = facts}};
    EXPECT_FALSE(report.summary(result));
    EXPECT_FALSE(report.finish());
    const auto text = out.text();
    EXPECT_TRUE(text.starts_with(std::string{monitor_csv_columns} + '\n'));
    return text.substr(monitor_csv_columns.size() + 1);
}

TEST(monitor_csv_reporter, writes_one_line_per_hop) {
    EXPECT_EQ(monitor_csv(example_monitor()),
              about_monitor +
                  "1,10,10,0,0,0,0,0,0,0.01,0.995,1.042,1.012,1.132,1.102,,,1.412,0.140,0.070,"
                  "1,198.18.1.1,,,,,,\n" +
                  about_monitor + "2,10,10,10,0,0,0,3,1,0.01,0.995,,,,,,,,,,0,,,,,,,\n" + about_monitor +
                  "3,12,10,1,1,2,0,0,0.1,0.01,0.995,4.130,4.100,4.220,4.190,,,4.500,0.140,0.070,"
                  "2,198.18.10.1,,,,,,\n");
}

TEST(monitor_csv_reporter, has_as_many_fields_in_every_line_as_columns) {
    const address_facts known{.name = "-gw, one", .asn = 64500, .as_name = "=A", .country = "SE", .city = "a;b"};
    auto result = example_monitor();
    result.hops[1].loss.reset();
    auto empty = result;
    empty.hops.clear();
    string_sink failed;
    monitor_csv_reporter report{failed};
    report.failure({"one \"two\"", failure_kind::unresolved, "Host not found"});
    const auto text = monitor_csv(result) + monitor_csv(empty) + failed.text();
    const auto commas = std::ranges::count(monitor_csv_columns, ',');
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = text.find('\n', begin);
        EXPECT_EQ(std::count(text.begin() + static_cast<long>(begin), text.begin() + static_cast<long>(end), ','),
                  commas)
            << text.substr(begin, end - begin);
        begin = end + 1;
    }
    EXPECT_NE(monitor_csv(result, [&](const auto&) { return &known; })
                  .find(",198.18.1.1,\\x2Dgw\\x2C\\x20one,64500,\\x3DA,SE,\"a;b\",\n"),
              std::string::npos);
}

TEST(monitor_csv_reporter, tells_targets_without_hops_and_failures) {
    auto result = example_monitor();
    result.hops.clear();
    EXPECT_EQ(monitor_csv(result), about_monitor + ",,,,,,,,,,,,,,,,,,,,,,,,,,,\n");
    string_sink out;
    monitor_csv_reporter report{out};
    report.failure({"nosuch.example", failure_kind::unresolved, "Host not found"});
    EXPECT_EQ(out.text(),
              std::string{monitor_csv_columns} + "\nnosuch.example,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,Host not found\n");
}

TEST(monitor_csv_reporter, names_its_columns_also_where_nothing_was_monitored) {
    string_sink out;
    monitor_csv_reporter report{out};
    report.finish();
    EXPECT_EQ(out.text(), std::string{monitor_csv_columns} + '\n');
}

}  // namespace
}  // namespace tracerouter::report
