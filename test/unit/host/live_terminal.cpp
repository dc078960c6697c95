#include "host/live_terminal.hpp"

#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "host/jail.hpp"
#include "host/last_resort.hpp"
#include "host/terminal_link.hpp"
#include "pseudo_terminal.hpp"

namespace tracerouter::host {
namespace {

using test::use_terminal;

constexpr std::string_view second_screen = "\x1b[?1049h";
constexpr std::string_view first_screen = "\x1b[?1049l";

/// The second screen is shown and given back as often as this.
void expect_screens(const test::terminal_use& use, int times) {
    const auto count = [&use](std::string_view what) {
        int found = 0;
        for (auto at = use.shown.find(what); at != std::string::npos; at = use.shown.find(what, at + 1)) ++found;
        return found;
    };
    EXPECT_EQ(count(second_screen), times);
    EXPECT_EQ(count(first_screen), times);
    EXPECT_GT(use.shown.rfind(first_screen) + 1, use.shown.rfind(second_screen) + 1);
    EXPECT_TRUE(use.modes_restored);
    EXPECT_TRUE(use.blocking);
}

void fail() {
    throw std::runtime_error{"as a test"};
}

/// A process takes the terminal and goes on with this.
test::terminal_use view_that(const std::function<void(live_terminal&)>& goes_on) {
    return use_terminal([&goes_on] {
        live_terminal terminal;
        if (terminal.open() || terminal.enter()) return 2;
        goes_on(terminal);
        return 0;
    });
}

TEST(live_terminal, is_given_back_by_its_destructor) {
    const auto use = view_that([](live_terminal&) {});
    EXPECT_EQ(use.status, 0);
    expect_screens(use, 1);
}

TEST(live_terminal, is_given_back_by_an_exception_that_is_caught) {
    const auto use = use_terminal([] {
        try {
            live_terminal terminal;
            if (terminal.open() || terminal.enter()) return 2;
            fail();
            return 3;
        } catch (const std::runtime_error&) {
            return static_cast<int>(tell_failure());
        }
    });
    EXPECT_TRUE(WIFEXITED(use.status));
    EXPECT_GT(use.shown.find("cannot go on: as a test"), use.shown.find(first_screen));
    expect_screens(use, 1);
}

TEST(live_terminal, is_given_back_by_an_exception_that_nobody_catches) {
    const auto use = view_that([](live_terminal&) {
        end_where_nobody_catches();
        []() noexcept { fail(); }();
    });
    EXPECT_TRUE(WIFEXITED(use.status));
    EXPECT_GT(use.shown.find("cannot go on: as a test"), use.shown.find(first_screen));
    expect_screens(use, 1);
}

TEST(live_terminal, is_given_back_by_exit) {
    const auto use = view_that([](live_terminal&) { std::exit(3); });
    EXPECT_TRUE(WIFEXITED(use.status) && WEXITSTATUS(use.status) == 3) << use.status;
    expect_screens(use, 1);
}

class live_terminal_ends : public ::testing::TestWithParam<int> {};

TEST_P(live_terminal_ends, by_a_signal_that_kills_all_the_same) {
    const int number = GetParam();
    const auto use = view_that([number](live_terminal&) { number == SIGABRT ? std::abort() : (void)::raise(number); });
    EXPECT_TRUE(WIFSIGNALED(use.status) && WTERMSIG(use.status) == number) << use.status;
    expect_screens(use, 1);
}

INSTANTIATE_TEST_SUITE_P(each, live_terminal_ends, ::testing::Values(SIGABRT, SIGTERM, SIGHUP, SIGINT, SIGQUIT));

TEST(live_terminal, leaves_signals_alone_that_others_take) {
    const auto use = view_that([](live_terminal& terminal) {
        terminal.leave();
        struct sigaction action {};
        ::sigaction(SIGTERM, nullptr, &action);
        if (action.sa_handler != SIG_DFL) ::_exit(4);
        std::signal(SIGTERM, SIG_IGN);
        if (terminal.enter()) ::_exit(5);
        ::raise(SIGTERM);
    });
    EXPECT_EQ(use.status, 0);
    expect_screens(use, 2);
}

TEST(live_terminal, is_given_back_while_the_process_is_stopped) {
    const auto use = view_that([](live_terminal& terminal) {
        terminal.suspend();
        if (terminal.is_entered() || terminal.resume()) ::_exit(4);
    });
    EXPECT_EQ(use.status, 0);
    EXPECT_EQ(use.stops, 1);
    EXPECT_TRUE(use.stopped_restored);
    expect_screens(use, 2);
}

TEST(live_terminal, is_not_taken_in_the_background) {
    const auto use = use_terminal([] {
        live_terminal terminal;
        if (terminal.open()) return 2;
        if (::fork() == 0) {
            ::setpgid(0, 0);
            ::_exit(terminal.enter() ? 0 : 3);
        }
        int status = 0;
        ::wait(&status);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 4;
    });
    EXPECT_EQ(use.status, 0);
    EXPECT_EQ(use.shown.find(second_screen), std::string::npos);
}

TEST(live_terminal, tells_its_size) {
    const auto use = use_terminal([] {
        live_terminal terminal;
        if (terminal.open() || terminal.size()) return 2;  // a new terminal has none
        const winsize made{.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};
        ::ioctl(STDIN_FILENO, TIOCSWINSZ, &made);
        return terminal.size() == terminal_size{80, 24} ? 0 : 3;
    });
    EXPECT_EQ(use.status, 0);
}

/// How it goes with the terminal in a jail; 9: there is no jail here.
int enter_in_jail(terminal_modes modes) {
    live_terminal terminal;
    if (terminal.open()) return 2;
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const auto jail = enter_jail({.readable = {}, .daemons = local_daemons::closed, .modes = modes});
    if (jail.find("system calls closed") == std::string::npos) return 9;
    char key = 'x';
    if (::ioctl(STDIN_FILENO, TIOCSTI, &key) == 0) return 3;
    const auto error = terminal.enter();
    return error ? 4 : 0;
}

TEST(live_terminal, works_in_a_jail_that_lets_modes_be_set) {
    const auto use = use_terminal([] { return enter_in_jail(terminal_modes::settable); });
    if (WEXITSTATUS(use.status) == 9) GTEST_SKIP() << "no filter of system calls here";
    EXPECT_EQ(use.status, 0);
    expect_screens(use, 1);
    EXPECT_EQ(WEXITSTATUS(use_terminal([] { return enter_in_jail(terminal_modes::fixed); }).status), 4);
}

/// Shows a picture whenever it is asked to, until the key q.
int run_view(const std::function<void(terminal_link&, std::string_view)>& typed) {
    boost::asio::io_context context;
    live_terminal terminal;
    if (terminal.open()) return 2;
    terminal_link link{context, terminal};
    const auto show = [&link] {
        if (link.is_ready()) link.show("picture");
    };
    const auto error = link.enter({.typed = [&](std::string_view keys) { typed(link, keys); },
                                   .changed = show,
                                   .gone = [&link] { link.leave(); }});
    if (error) return 3;
    show();
    context.run();
    return link.is_ready() ? 4 : 0;
}

TEST(terminal_link, reads_keys_and_writes_pictures) {
    const auto use = use_terminal(
        [] {
            return run_view([](terminal_link& link, std::string_view keys) {
                if (keys == "k") link.show("more");
                if (keys == "q") link.leave();
            });
        },
        {{"picture", "k"}, {"more", "q"}});
    EXPECT_EQ(use.status, 0);
    expect_screens(use, 1);
}

TEST(terminal_link, is_stopped_by_the_keyboard_and_draws_anew) {
    const auto use = use_terminal(
        [] {
            return run_view([](terminal_link& link, std::string_view keys) {
                if (keys == "q") link.leave();
            });
        },
        {{"picture", "\x1a"}, {"picture", "q"}});
    EXPECT_EQ(use.status, 0);
    EXPECT_EQ(use.stops, 1);
    EXPECT_TRUE(use.stopped_restored);
    EXPECT_TRUE(use.modes_restored);
    EXPECT_TRUE(use.blocking);
}

}  // namespace
}  // namespace tracerouter::host
