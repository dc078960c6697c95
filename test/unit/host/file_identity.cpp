#include "host/file_identity.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "scratch_folder.hpp"

namespace tracerouter::host {
namespace {

class file_identity_test : public scratch_folder {};

TEST_F(file_identity_test, is_the_same_through_links_and_descriptors) {
    fill("content", "file");
    std::filesystem::create_symlink(path("file"), path("link"));
    const int open = ::open(path("file").c_str(), O_RDONLY | O_CLOEXEC);
    EXPECT_TRUE(identity_of(path("file")));
    EXPECT_EQ(identity_of(path("file")), identity_of(path("link")));
    EXPECT_EQ(identity_of(path("file")), identity_of(open));
    ::close(open);
    fill("content", "other");
    EXPECT_NE(identity_of(path("file")), identity_of(path("other")));
}

TEST_F(file_identity_test, is_known_of_a_file_before_it_exists) {
    std::filesystem::create_symlink(path("new"), path("link"));
    EXPECT_TRUE(identity_of(path("new")));
    EXPECT_EQ(identity_of(path("new")), identity_of(path("link")));
    EXPECT_NE(identity_of(path("new")), identity_of(path("newer")));
}

TEST_F(file_identity_test, is_none_of_what_holds_nothing) {
    EXPECT_FALSE(identity_of("/dev/null"));
    EXPECT_FALSE(identity_of(path("no/such/folder")));
}

}  // namespace
}  // namespace tracerouter::host
