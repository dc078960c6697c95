#include "run/output_queue.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

namespace tracerouter::run {
namespace {

using boost::system::error_code;
using testing::ElementsAre;
using testing::IsEmpty;

/// A queue that writes to a pipe, which the test reads.
class output_queue_test : public testing::Test {
protected:
    output_queue_test() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
        reader_ = ends[0];
        writer_ = ends[1];
        before_ = std::signal(SIGPIPE, SIG_IGN);
    }

    ~output_queue_test() override {
        close_reader();
        std::signal(SIGPIPE, before_);
    }

    std::unique_ptr<output_queue> open(output_queue::settings chosen) {
        auto file = host::file_sink::open("/dev/fd/" + std::to_string(writer_)).value();
        ::close(writer_);
        auto queue = std::make_unique<output_queue>(context.get_executor(), std::move(file), nullptr, chosen);
        queue->on_change([this](error_code error) { changes.push_back(error); });
        return queue;
    }

    /// So many octets, or all up to the end.
    [[nodiscard]] std::string read(std::size_t most = 1 << 24) const {
        std::string all;
        std::array<char, 4096> block{};
        while (all.size() < most) {
            const auto count = ::read(reader_, block.data(), std::min(block.size(), most - all.size()));
            if (count <= 0) break;
            all.append(block.data(), static_cast<std::size_t>(count));
        }
        return all;
    }

    void close_reader() {
        if (reader_ >= 0) ::close(reader_);
        reader_ = -1;
    }

    boost::asio::io_context context;
    std::vector<error_code> changes;

private:
    int reader_ = -1;
    int writer_ = -1;
    void (*before_)(int) = nullptr;
};

TEST_F(output_queue_test, writes_what_comes_after_a_pause_at_once) {
    const auto queue = open({.patience = std::chrono::hours{1}});
    EXPECT_FALSE(queue->write("first\n"));
    EXPECT_EQ(read(6), "first\n");
}

TEST_F(output_queue_test, writes_whole_blocks_without_patience) {
    const auto queue = open({.block = 10, .patience = std::chrono::hours{1}});
    EXPECT_FALSE(queue->write("first\n"));
    EXPECT_EQ(read(6), "first\n");
    EXPECT_FALSE(queue->write("second\n"));
    EXPECT_FALSE(queue->write("third\n"));
    EXPECT_EQ(read(13), "second\nthird\n");
}

TEST_F(output_queue_test, writes_everything_in_order_before_it_closes) {
    auto queue = open({.patience = std::chrono::hours{1}});
    std::string expected;
    for (int i = 0; i < 1000; ++i) {
        const auto line = std::to_string(i) + '\n';
        EXPECT_FALSE(queue->write(line));
        expected += line;
    }
    EXPECT_FALSE(queue->close());
    queue.reset();
    EXPECT_EQ(read(), expected);
    EXPECT_EQ(context.poll(), 0u);
}

TEST_F(output_queue_test, has_room_again_when_its_reader_goes_on) {
    auto queue = open({.block = 10, .limit = 1000});
    const std::string line(99'999, 'x');
    std::string expected;
    EXPECT_TRUE(queue->has_room());
    // More than the pipe and the limit hold: at some time there is no room, for nobody reads.
    while (queue->has_room()) {
        EXPECT_FALSE(queue->write(line + '\n'));
        expected += line + '\n';
    }
    const auto seen = read(expected.size());
    const auto work = boost::asio::make_work_guard(context);
    context.run_one();
    EXPECT_THAT(changes, ElementsAre(error_code{}));
    EXPECT_TRUE(queue->has_room());
    EXPECT_FALSE(queue->close());
    EXPECT_EQ(seen, expected);
}

TEST_F(output_queue_test, tells_once_that_nobody_reads) {
    auto queue = open({});
    close_reader();
    EXPECT_FALSE(queue->write("first\n"));
    const auto work = boost::asio::make_work_guard(context);
    context.run_one();
    EXPECT_THAT(changes, ElementsAre(boost::system::errc::broken_pipe));
    EXPECT_EQ(queue->write("second\n"), boost::system::errc::broken_pipe);
    EXPECT_EQ(queue->close(), boost::system::errc::broken_pipe);
    EXPECT_EQ(context.poll(), 0u);
}

TEST_F(output_queue_test, calls_marks_between_the_lines_around_them) {
    const auto name = testing::TempDir() + "tracerouter-marks-" + std::to_string(::getpid());
    std::vector<std::uint64_t> sizes;
    output_queue queue{
        context.get_executor(), host::file_sink::open(name).value(), nullptr, {.patience = std::chrono::hours{1}}};
    const auto reached = [&sizes](std::uint64_t size) { sizes.push_back(size); };
    queue.mark(reached);
    queue.write("first\n");
    queue.mark(reached);
    queue.mark(reached);
    queue.write("second\n");
    queue.write("third\n");
    queue.mark(reached);
    EXPECT_FALSE(queue.close());
    EXPECT_THAT(sizes, ElementsAre(0u, 6u, 6u, 19u));
    ::unlink(name.c_str());
}

TEST_F(output_queue_test, ends_a_part_of_encoded_lines_at_each_mark) {
    const auto name = testing::TempDir() + "tracerouter-parts-" + std::to_string(::getpid()) + ".gz";
    std::vector<std::uint64_t> sizes;
    output_queue queue{context.get_executor(), host::file_sink::open(name).value(), host::encoder_for(name)};
    const auto reached = [&sizes](std::uint64_t size) { sizes.push_back(size); };
    queue.mark(reached);
    queue.write("first\n");
    queue.mark(reached);
    queue.mark(reached);
    queue.write("second\n");
    EXPECT_FALSE(queue.close());
    ASSERT_EQ(sizes.size(), 3u);
    EXPECT_EQ(sizes[0], 0u);
    EXPECT_EQ(sizes[1], sizes[2]);
    std::ifstream file{name, std::ios::binary};
    const std::string octets{std::istreambuf_iterator<char>{file}, {}};
    constexpr std::string_view magic = "\x1f\x8b";  // RFC 1952 section 2.3.1
    EXPECT_TRUE(octets.starts_with(magic));
    EXPECT_TRUE(std::string_view{octets}.substr(sizes[1]).starts_with(magic));
    ::unlink(name.c_str());
}

TEST_F(output_queue_test, calls_no_mark_after_an_error) {
    output_queue queue{context.get_executor(), host::file_sink::open("/dev/full").value()};
    bool called = false;
    queue.write("first\n");
    queue.mark([&called](std::uint64_t) { called = true; });
    EXPECT_EQ(queue.close(), boost::system::errc::no_space_on_device);
    EXPECT_FALSE(called);
}

TEST_F(output_queue_test, without_anything_to_write_needs_no_thread) {
    auto queue = open({});
    EXPECT_FALSE(queue->close());
    queue.reset();
    EXPECT_THAT(read(), IsEmpty());
}

}  // namespace
}  // namespace tracerouter::run
