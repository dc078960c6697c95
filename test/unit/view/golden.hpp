#pragma once

#include <string>

namespace tracerouter::view::test {

/// Compares a picture with test/data/view/NAME.txt. With TRACEROUTER_WRITE_SCREENS set in the environment, it writes
/// that file instead: look at the difference before it is kept.
void expect_screen(const std::string& name, const std::string& picture);

/// The same with any other file of the tree.
void expect_file(const std::string& path, const std::string& content);

}  // namespace tracerouter::view::test
