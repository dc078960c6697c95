#include "golden.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace tracerouter::view::test {

void expect_screen(const std::string& name, const std::string& picture) {
    const std::string file = std::string{TRACEROUTER_SCREENS} + '/' + name + ".txt";
    if (std::getenv("TRACEROUTER_WRITE_SCREENS") != nullptr) {
        std::ofstream{file} << picture;
        return;
    }
    std::ifstream stored{file};
    const std::string wanted{std::istreambuf_iterator<char>{stored}, {}};
    EXPECT_EQ(picture, wanted) << file;
}

}  // namespace tracerouter::view::test
