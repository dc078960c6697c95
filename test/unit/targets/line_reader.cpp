#include "targets/line_reader.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <boost/asio/io_context.hpp>

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "scratch_file.hpp"
#include "targets/error.hpp"

namespace tracerouter::targets {
namespace {

using boost::system::error_code;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> lines_of(const std::string& content) {
    const scratch_file file{content};
    boost::asio::io_context context;
    auto reader = line_reader::open(context.get_executor(), file.path()).value();
    std::vector<std::string> lines;
    for (;;) {
        const auto outcome = reader.next();
        const auto* line = std::get_if<line_reader::line>(&outcome);
        if (line == nullptr) {
            EXPECT_EQ(outcome, line_reader::outcome{line_reader::state::end});
            return lines;
        }
        EXPECT_EQ(line->number, lines.size() + 1);
        lines.push_back(line->too_long ? "(too long)" : std::string{line->text});
    }
}

TEST(line_reader, gives_every_line) {
    EXPECT_THAT(lines_of("a\nb\n"), ElementsAre("a", "b"));
    EXPECT_THAT(lines_of("a\nb"), ElementsAre("a", "b"));
    EXPECT_THAT(lines_of("\n\na\r\n\n"), ElementsAre("", "", "a\r", ""));
    EXPECT_THAT(lines_of(""), IsEmpty());
}

TEST(line_reader, gives_lines_that_cross_its_blocks) {
    std::string content;
    std::vector<std::string> expected;
    for (int i = 0; i < 50'000; ++i) {
        expected.push_back("target-" + std::to_string(i));
        content += expected.back() + '\n';
    }
    EXPECT_EQ(lines_of(content), expected);
}

TEST(line_reader, tells_long_lines_and_goes_on) {
    const std::string longest(max_line_length, 'x');
    EXPECT_THAT(lines_of(longest + '\n' + longest + "x\nend"), ElementsAre(longest, "(too long)", "end"));
    EXPECT_THAT(lines_of(std::string(1'000'000, 'x') + "\nend\n" + std::string(1'000'000, 'x')),
                ElementsAre("(too long)", "end", "(too long)"));
    EXPECT_THAT(lines_of(std::string(64 * 1024, 'x') + "\n"), ElementsAre("(too long)"));
    EXPECT_THAT(lines_of(std::string(64 * 1024, 'x')), ElementsAre("(too long)"));
}

TEST(line_reader, ends_a_list_whose_line_has_no_end) {
    boost::asio::io_context context;
    auto reader = line_reader::open(context.get_executor(), "/dev/zero").value();
    EXPECT_EQ(reader.next(), line_reader::outcome{make_error_code(errc::line_too_long)});
}

TEST(line_reader, says_why_a_file_cannot_be_opened) {
    boost::asio::io_context context;
    const auto open = [&context](const char* path) { return line_reader::open(context.get_executor(), path).error(); };
    EXPECT_EQ(open("/nonexistent"), boost::system::errc::no_such_file_or_directory);
    EXPECT_EQ(open("/"), boost::system::errc::is_a_directory);
}

/// Standard input of this process is a pipe while this lives.
class piped_input : public testing::Test {
protected:
    void SetUp() override {
        std::array<int, 2> ends{};
        ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
        before_ = ::dup(STDIN_FILENO);
        ::dup2(ends[0], STDIN_FILENO);
        ::close(ends[0]);
        writer_ = ends[1];
    }

    void TearDown() override {
        close_writer();
        ::dup2(before_, STDIN_FILENO);
        ::close(before_);
    }

    void write(std::string_view text) const {
        ASSERT_EQ(::write(writer_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }

    void close_writer() {
        if (writer_ >= 0) ::close(writer_);
        writer_ = -1;
    }

    boost::asio::io_context context;

private:
    int before_ = -1;
    int writer_ = -1;
};

std::string text_of(const line_reader::outcome& outcome) {
    return std::string{std::get<line_reader::line>(outcome).text};
}

TEST_F(piped_input, is_never_waited_for_by_next) {
    auto reader = line_reader::open(context.get_executor(), "-").value();
    EXPECT_EQ(reader.name(), "standard input");
    EXPECT_EQ(reader.next(), line_reader::outcome{line_reader::state::waiting});
    write("a\nb");
    EXPECT_EQ(text_of(reader.next()), "a");
    EXPECT_EQ(reader.next(), line_reader::outcome{line_reader::state::waiting});
    write("c\n");
    EXPECT_EQ(text_of(reader.next()), "bc");
    close_writer();
    EXPECT_EQ(reader.next(), line_reader::outcome{line_reader::state::end});
}

TEST_F(piped_input, tells_when_there_is_more) {
    auto reader = line_reader::open(context.get_executor(), "-").value();
    ASSERT_EQ(reader.next(), line_reader::outcome{line_reader::state::waiting});
    bool told = false;
    reader.async_wait([&told](error_code error) {
        EXPECT_FALSE(error);
        told = true;
    });
    context.poll();
    EXPECT_FALSE(told);
    write("a\n");
    context.run();
    EXPECT_TRUE(told);
    EXPECT_EQ(text_of(reader.next()), "a");
}

TEST_F(piped_input, tells_when_it_ends) {
    auto reader = line_reader::open(context.get_executor(), "-").value();
    ASSERT_EQ(reader.next(), line_reader::outcome{line_reader::state::waiting});
    bool told = false;
    reader.async_wait([&told](error_code) { told = true; });
    close_writer();
    context.run();
    EXPECT_TRUE(told);
    EXPECT_EQ(reader.next(), line_reader::outcome{line_reader::state::end});
}

TEST_F(piped_input, stops_waiting_when_cancelled) {
    auto reader = line_reader::open(context.get_executor(), "-").value();
    error_code ended;
    reader.async_wait([&ended](error_code error) { ended = error; });
    reader.cancel();
    context.run();
    EXPECT_EQ(ended, boost::asio::error::operation_aborted);
}

TEST_F(piped_input, is_left_blocking_for_the_shell) {
    auto reader = line_reader::open(context.get_executor(), "-").value();
    reader.async_wait([](error_code) {});
    EXPECT_EQ(::fcntl(STDIN_FILENO, F_GETFL) & O_NONBLOCK, 0);
    reader.cancel();
    context.run();
}

}  // namespace
}  // namespace tracerouter::targets
