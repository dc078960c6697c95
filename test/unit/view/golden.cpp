#include "golden.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace tracerouter::view::test {

void expect_screen(const std::string& name, const std::string& picture) {
    expect_file("test/data/view/" + name + ".txt", picture);
}

void expect_file(const std::string& path, const std::string& content) {
    const std::string file = std::string{TRACEROUTER_SOURCE_DIR} + '/' + path;
    if (std::getenv("TRACEROUTER_WRITE_SCREENS") != nullptr) {
        std::ofstream{file} << content;
        return;
    }
    std::ifstream stored{file};
    const std::string wanted{std::istreambuf_iterator<char>{stored}, {}};
    EXPECT_EQ(content, wanted) << file;
}

}  // namespace tracerouter::view::test
