#include "host/page_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "scratch_folder.hpp"

namespace tracerouter::host {
namespace {

namespace fs = std::filesystem;

class page_file_test : public scratch_folder {
protected:
    [[nodiscard]] std::unique_ptr<page_file> opened(const std::string& name) const {
        auto file = page_file::open(path(name));
        EXPECT_TRUE(file) << file.error().message();
        return *std::move(file);
    }

    [[nodiscard]] std::ptrdiff_t names() const { return std::distance(fs::directory_iterator{path("")}, {}); }
};

TEST_F(page_file_test, holds_the_last_page_and_nothing_stands_beside_it) {
    const auto file = opened("page.prom");
    for (const char* page : {"first page\n", "2nd\n", "a third page\n"}) {
        EXPECT_FALSE(file->replace(page));
        EXPECT_EQ(content("page.prom"), page);
    }
    EXPECT_EQ(names(), 1);
}

TEST_F(page_file_test, lets_a_reader_finish_the_page_that_it_has_begun) {
    const auto file = opened("page");
    ASSERT_FALSE(file->replace("an old page\n"));
    std::ifstream reader{path("page")};
    std::string word;
    reader >> word;
    ASSERT_FALSE(file->replace("new\n"));
    std::string rest{std::istreambuf_iterator<char>{reader}, {}};
    EXPECT_EQ(word + rest, "an old page\n");
    EXPECT_EQ(content("page"), "new\n");
}

TEST_F(page_file_test, leaves_what_the_file_holds_until_the_first_page) {
    fill("of an earlier run\n", "page");
    const auto file = opened("page");
    EXPECT_EQ(content("page"), "of an earlier run\n");
    EXPECT_FALSE(file->replace("now\n"));
    EXPECT_EQ(content("page"), "now\n");
}

TEST_F(page_file_test, keeps_the_rights_of_the_file) {
    fill("", "page");
    fs::permissions(path("page"), fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
    EXPECT_FALSE(opened("page")->replace("now\n"));
    EXPECT_EQ(fs::status(path("page")).permissions() & fs::perms::others_read, fs::perms::none);
}

TEST_F(page_file_test, replaces_what_a_link_leads_to) {
    fill("", "page");
    fs::create_symlink("page", path("link"));
    EXPECT_FALSE(opened("link")->replace("now\n"));
    EXPECT_TRUE(fs::is_symlink(path("link")));
    EXPECT_EQ(content("page"), "now\n");
}

TEST_F(page_file_test, writes_in_place_where_something_is_in_the_way) {
    const auto file = opened("page");
    fs::create_directory(path(".page.new"));
    ASSERT_FALSE(file->replace("a long page\n"));
    EXPECT_FALSE(file->replace("short\n"));
    EXPECT_EQ(content("page"), "short\n");
    fs::remove(path(".page.new"));
    EXPECT_FALSE(file->replace("beside again\n"));
    fs::create_directory(path(".page.new"));
    EXPECT_FALSE(file->replace("in place\n"));  // of the file that has the name by now
    EXPECT_EQ(content("page"), "in place\n");
}

TEST_F(page_file_test, follows_no_link_that_others_put_beside_it) {
    fill("precious\n", "other");
    fs::create_symlink("other", path(".page.new"));
    EXPECT_FALSE(opened("page")->replace("now\n"));
    EXPECT_EQ(content("other"), "precious\n");
    EXPECT_EQ(content("page"), "now\n");
}

TEST_F(page_file_test, puts_pages_behind_each_other_where_there_is_no_file) {
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    // Both ends open at once: neither waits for the other.
    const int keeper = ::open(path("pipe").c_str(), O_RDWR);
    const auto file = opened("pipe");
    EXPECT_EQ(file->folder(), "");
    EXPECT_FALSE(file->replace("first\n"));
    EXPECT_FALSE(file->replace("second\n"));
    std::array<char, 64> read{};
    EXPECT_EQ(::read(keeper, read.data(), read.size()), 13);
    EXPECT_TRUE(std::string(read.data()).starts_with("first\nsecond\n"));
    ::close(keeper);
}

}  // namespace
}  // namespace tracerouter::host
