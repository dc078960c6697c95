#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

namespace tracerouter::targets {

/// A file with the given content, as long as this lives.
class scratch_file {
public:
    explicit scratch_file(std::string_view content) : path_{testing::TempDir() + "tracerouter-XXXXXX"} {
        const int file = ::mkstemp(path_.data());
        EXPECT_GE(file, 0);
        ::close(file);
        std::ofstream{path_, std::ios::binary} << content;
    }
    scratch_file(const scratch_file&) = delete;
    scratch_file& operator=(const scratch_file&) = delete;
    ~scratch_file() { ::unlink(path_.c_str()); }

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace tracerouter::targets
