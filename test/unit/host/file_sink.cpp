#include "host/file_sink.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "scratch_folder.hpp"

namespace tracerouter::host {
namespace {

class file_sink_test : public scratch_folder {};

TEST_F(file_sink_test, empties_the_file_when_it_is_told_to_and_writes_at_once) {
    std::ofstream{path()} << "something older\n";
    const auto sink = file_sink::open(path()).value();
    EXPECT_EQ(sink->length(), 16u);
    EXPECT_EQ(content(), "something older\n");
    EXPECT_FALSE(sink->empty());
    EXPECT_EQ(content(), "");
    EXPECT_FALSE(sink->write("one\n"));
    EXPECT_FALSE(sink->write("two\nthree\n"));
    EXPECT_EQ(content(), "one\ntwo\nthree\n");
    EXPECT_FALSE(sink->is_terminal());
}

TEST_F(file_sink_test, says_why_a_file_cannot_be_created) {
    EXPECT_EQ(file_sink::open("/nonexistent/out").error(), boost::system::errc::no_such_file_or_directory);
}

TEST_F(file_sink_test, says_that_the_disk_is_full) {
    const auto sink = file_sink::open("/dev/full").value();
    EXPECT_EQ(sink->write("one\n"), boost::system::errc::no_space_on_device);
}

/// No file may grow beyond some octets while this lives. That stands for a disk that runs full in the middle of a line.
class small_disk {
public:
    explicit small_disk(rlim_t octets) : ignored_{std::signal(SIGXFSZ, SIG_IGN)} {
        EXPECT_EQ(::getrlimit(RLIMIT_FSIZE, &before_), 0);
        const rlimit limit{.rlim_cur = octets, .rlim_max = before_.rlim_max};
        EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
    }
    small_disk(const small_disk&) = delete;
    small_disk& operator=(const small_disk&) = delete;
    ~small_disk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, ignored_);
    }

private:
    rlimit before_{};
    void (*ignored_)(int);
};

TEST_F(file_sink_test, leaves_no_half_line) {
    const auto sink = file_sink::open(path()).value();
    const small_disk disk{12};
    EXPECT_FALSE(sink->write("first\n"));
    EXPECT_TRUE(sink->write("a\nlonger than what is left\n"));
    EXPECT_EQ(content(), "first\na\n");
}

TEST_F(file_sink_test, keeps_the_beginning_of_a_file) {
    fill("one\ntwo\nhal");
    const auto sink = file_sink::open(path()).value();
    EXPECT_EQ(sink->keep(100), boost::system::errc::result_out_of_range);
    EXPECT_FALSE(sink->keep(8));
    EXPECT_EQ(sink->size(), 8u);
    EXPECT_FALSE(sink->write("three\n"));
    EXPECT_EQ(sink->size(), 14u);
    EXPECT_FALSE(sink->sync());
    EXPECT_EQ(content(), "one\ntwo\nthree\n");
}

TEST_F(file_sink_test, keeps_nothing_where_there_is_nothing_to_keep) {
    EXPECT_FALSE(file_sink::open(path()).value()->keep(0));
    EXPECT_EQ(file_sink::open("/dev/null").value()->keep(0), boost::system::errc::not_supported);
}

TEST(file_sink, tells_that_nobody_reads) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    ::close(ends[0]);
    const auto sink = file_sink::open("/dev/fd/" + std::to_string(ends[1])).value();
    ::close(ends[1]);
    auto* const before = std::signal(SIGPIPE, SIG_IGN);
    EXPECT_EQ(sink->write("one\n"), boost::system::errc::broken_pipe);
    std::signal(SIGPIPE, before);
}

}  // namespace
}  // namespace tracerouter::host
