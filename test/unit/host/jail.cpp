#include "host/jail.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/landlock.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>

#include "host/page_file.hpp"
#include "host/resolver_needs.hpp"

namespace tracerouter::host {
namespace {

/// Folders `inside` and `outside` with a file `old` each.
class jail : public ::testing::Test {
protected:
    jail() {
        std::string name = (std::filesystem::temp_directory_path() / "jail.XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        for (const char* part : {"inside", "outside"}) {
            std::filesystem::create_directory(folder_ / part);
            std::ofstream{folder_ / part / "old"} << "content";
        }
    }
    ~jail() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::string inside(const char* name = "") const { return folder_ / "inside" / name; }
    [[nodiscard]] std::string outside(const char* name = "") const { return folder_ / "outside" / name; }

    /// How a process ended that may gain no rights, and has done this.
    static int status_of(const std::function<int()>& act) {
        const pid_t child = ::fork();
        if (child == 0) {
            ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
            ::_exit(act());
        }
        int status = 0;
        EXPECT_EQ(::waitpid(child, &status, 0), child);
        return status;
    }

    /// Whether it is true in one that has entered the jail.
    static bool true_in_jail(const jail_openings& openings, const std::function<bool()>& check) {
        const int status = status_of([&] {
            enter_jail(openings);
            return check() ? 0 : 1;
        });
        EXPECT_TRUE(WIFEXITED(status)) << "ended by signal " << WTERMSIG(status);
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

    /// What Landlock of this kernel knows; 0: there is none.
    static long landlock_version() {
        return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    }

    void SetUp() override {
        const bool holds = !true_in_jail({}, [this] { return opens(inside("old"), O_RDONLY); });
        if (!holds) GTEST_SKIP() << "no Landlock in this kernel, or a build with sanitizers";
    }

    static bool opens(const std::string& name, int flags) {
        const int file = ::open(name.c_str(), flags | O_CLOEXEC, 0600);
        if (file >= 0) ::close(file);
        return file >= 0;
    }

private:
    std::filesystem::path folder_;
};

TEST_F(jail, readable_paths_can_be_read_and_nothing_more) {
    EXPECT_TRUE(true_in_jail({{inside()}}, [&] {
        return opens(inside("old"), O_RDONLY) && !opens(inside("old"), O_WRONLY) &&
               !opens(inside("new"), O_WRONLY | O_CREAT) && !opens(outside("old"), O_RDONLY);
    }));
    EXPECT_TRUE(true_in_jail(
        {{inside("old")}}, [&] { return opens(inside("old"), O_RDONLY) && !opens(inside(), O_RDONLY | O_DIRECTORY); }));
}

TEST_F(jail, no_name_is_changed_in_readable_folders) {
    EXPECT_TRUE(true_in_jail({{inside()}}, [&] {
        const bool renamed = ::rename(inside("old").c_str(), inside("new").c_str()) == 0 || errno != EACCES;
        const bool removed = ::unlink(inside("old").c_str()) == 0 || errno != EACCES;
        const bool emptied = ::truncate(inside("old").c_str(), 0) == 0 || errno != EACCES;
        return !renamed && !removed && !emptied;
    }));
}

TEST_F(jail, files_are_replaced_in_one_folder_and_nowhere_else) {
    const auto page = page_file::open(inside("old"));
    ASSERT_TRUE(page);
    EXPECT_TRUE(true_in_jail({.replaceable = (*page)->folder()}, [&] {
        const bool replaced = !(*page)->replace("page\n");
        const bool renamed = ::renameat(AT_FDCWD, inside("old").c_str(), AT_FDCWD, outside("new").c_str()) == 0;
        const bool removed = ::unlinkat(AT_FDCWD, outside("old").c_str(), 0) == 0;
        return replaced && !renamed && !removed && !opens(outside("new"), O_WRONLY | O_CREAT) &&
               !opens(inside("old"), O_RDONLY);
    }));
    EXPECT_FALSE(std::filesystem::exists(inside(".old.new")));
    struct stat now {};
    ASSERT_EQ(::stat(inside("old").c_str(), &now), 0);
    EXPECT_EQ(now.st_size, 5);
}

TEST_F(jail, a_page_is_written_in_place_where_no_folder_is_open) {
    const auto page = page_file::open(inside("old"));
    ASSERT_TRUE(page);
    EXPECT_TRUE(true_in_jail({}, [&] { return !(*page)->replace("page\n"); }));
    EXPECT_EQ(std::filesystem::file_size(inside("old")), 5U);
}

TEST_F(jail, what_does_not_exist_opens_nothing) {
    EXPECT_TRUE(true_in_jail({{inside("none")}},
                             [&] { return !opens(inside("old"), O_RDONLY) && !opens(inside("none"), O_CREAT); }));
}

TEST_F(jail, what_was_open_stays_usable) {
    const int file = ::open(outside("old").c_str(), O_RDWR | O_CLOEXEC);
    EXPECT_TRUE(true_in_jail({}, [&] {
        char octet = 0;
        return ::read(file, &octet, 1) == 1 && ::write(file, "x", 1) == 1 && ::ftruncate(file, 1) == 0;
    }));
    ::close(file);
}

TEST_F(jail, the_resolver_finds_its_files_and_no_others) {
    EXPECT_TRUE(true_in_jail(resolver_needs(), [&] {
        return opens("/etc/hosts", O_RDONLY) && opens("/etc/nsswitch.conf", O_RDONLY) &&
               !opens("/etc/hosts", O_WRONLY) && !opens("/etc/passwd", O_RDONLY) && !opens("/etc", O_RDONLY) &&
               !opens(inside("old"), O_RDONLY);
    }));
}

TEST_F(jail, names_are_looked_up_by_a_thread) {
    EXPECT_TRUE(true_in_jail(resolver_needs(), [] {
        bool found = false;
        std::thread{[&found] {
            addrinfo* addresses = nullptr;
            found = ::getaddrinfo("localhost", nullptr, nullptr, &addresses) == 0;
        }}.join();
        return found;
    }));
}

TEST_F(jail, a_program_can_still_end_itself) {
    const int status = status_of([]() -> int {
        enter_jail({});
        std::abort();
    });
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT) << status;
}

TEST_F(jail, calls_that_a_tracer_does_not_need_are_refused) {
    EXPECT_TRUE(true_in_jail({{"/"}}, [] {
        char* const arguments[]{nullptr};
        const bool started = ::execve("/bin/true", arguments, arguments) == 0 || errno != EPERM;
        const bool signalled = ::kill(::getppid(), 0) == 0 || errno != EPERM;
        const bool changed = ::setuid(::getuid()) == 0 || errno != EPERM;
        return !started && !signalled && !changed;
    }));
}

TEST_F(jail, daemons_of_this_machine_can_be_asked_only_if_wanted) {
    const auto makes_socket = [] { return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0; };
    EXPECT_FALSE(true_in_jail({}, makes_socket));
    EXPECT_TRUE(true_in_jail({.readable = {}, .daemons = local_daemons::open}, makes_socket));
}

TEST_F(jail, tcp_leads_to_name_servers_only) {
    if (landlock_version() < 4) GTEST_SKIP() << "this kernel's Landlock knows no ports";
    const auto error_at = [](std::uint16_t port) {
        const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        sockaddr_in there{};
        there.sin_family = AF_INET;
        there.sin_port = htons(port);
        there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return ::connect(made, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0 ? 0 : errno;
    };
    EXPECT_TRUE(true_in_jail({}, [&] { return error_at(53) != EACCES && error_at(80) == EACCES; }));
}

TEST_F(jail, abstract_sockets_outside_are_out_of_reach) {
    if (landlock_version() < 6) GTEST_SKIP() << "this kernel's Landlock has no scopes";
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    const std::string text = "jail-test-" + std::to_string(::getpid());
    std::memcpy(name.sun_path + 1, text.data(), text.size());
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + text.size());
    const int listening = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(::bind(listening, reinterpret_cast<const sockaddr*>(&name), size), 0);
    ASSERT_EQ(::listen(listening, 1), 0);
    EXPECT_TRUE(true_in_jail({.readable = {}, .daemons = local_daemons::open}, [&] {
        const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        return ::connect(made, reinterpret_cast<const sockaddr*>(&name), size) != 0 && errno == EPERM;
    }));
    ::close(listening);
}

TEST_F(jail, says_what_holds) {
    EXPECT_EQ(status_of([] { return enter_jail({}) == "jail: files closed, system calls closed" ? 0 : 1; }), 0);
}

}  // namespace
}  // namespace tracerouter::host
