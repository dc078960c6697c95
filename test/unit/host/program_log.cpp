#include "host/program_log.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace tracerouter::host {
namespace {

std::string content(const std::string& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::string fresh_path() {
    return testing::TempDir() + "tracerouter-log-" + std::to_string(::getpid());
}

TEST(program_log, writes_what_is_grave_enough_to_standard_error) {
    testing::internal::CaptureStderr();
    program_log log{log_level::info, {}};
    log.write(log_level::debug, "hidden");
    log.callback()(log_level::info, "seen");
    log.write(log_level::error, "bad\x1b[31m {}");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "tracerouter: info: seen\ntracerouter: error: bad\\x1B[31m {}\n");
}

TEST(program_log, opens_its_file_at_once_and_writes_what_is_grave_enough) {
    const auto path = fresh_path();
    program_log log{log_level::warn, path};
    log.write(log_level::info, "hidden");
    EXPECT_EQ(content(path), "");
    EXPECT_TRUE(std::filesystem::exists(path));
    log.write(log_level::warn, "seen");
    EXPECT_TRUE(content(path).ends_with(" warning seen\n")) << content(path);
    std::filesystem::remove(path);
}

TEST(program_log, turns_to_standard_error_when_its_file_cannot_be_opened) {
    testing::internal::CaptureStderr();
    program_log log{log_level::warn, "/proc/nonexistent/log"};
    log.write(log_level::warn, "seen");
    const auto text = testing::internal::GetCapturedStderr();
    EXPECT_NE(text.find("logging to standard error instead\n"), std::string::npos) << text;
    EXPECT_TRUE(text.ends_with("tracerouter: warning: seen\n")) << text;
}

TEST(complain, is_one_harmless_line) {
    testing::internal::CaptureStderr();
    complain("x\x1b\n");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "tracerouter: x\\x1B\\x0A\n");
}

}  // namespace
}  // namespace tracerouter::host
