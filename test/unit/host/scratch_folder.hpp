#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace tracerouter::host {

/// A folder of its own for each test.
class scratch_folder : public testing::Test {
protected:
    scratch_folder() { EXPECT_NE(::mkdtemp(folder_.data()), nullptr); }
    ~scratch_folder() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::string path(const std::string& name = "out") const { return folder_ + '/' + name; }

    void fill(std::string_view text, const std::string& name = "out") const {
        std::ofstream{path(name), std::ios::binary} << text;
    }

    [[nodiscard]] std::string content(const std::string& name = "out") const {
        std::ifstream file{path(name), std::ios::binary};
        return {std::istreambuf_iterator<char>{file}, {}};
    }

private:
    std::string folder_ = testing::TempDir() + "tracerouter-XXXXXX";
};

}  // namespace tracerouter::host
