#include "cli/jail.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

namespace tracerouter::cli {
namespace {

using std::filesystem::path;

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

    [[nodiscard]] path inside(const char* name = "") const { return folder_ / "inside" / name; }
    [[nodiscard]] path outside(const char* name = "") const { return folder_ / "outside" / name; }

    /// Whether it is true in a process that has entered the jail.
    static bool true_in_jail(const open_paths& open, const std::function<bool()>& check) {
        const pid_t child = ::fork();
        if (child == 0) {
            ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
            enter_jail(open);
            ::_exit(check() ? 0 : 1);
        }
        int status = 0;
        EXPECT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFEXITED(status)) << "ended by signal " << WTERMSIG(status);
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

    void SetUp() override {
        const bool holds = !true_in_jail({}, [this] { return opens(inside("old"), O_RDONLY); });
        if (!holds) GTEST_SKIP() << "no Landlock in this kernel, or a build with sanitizers";
    }

    static bool opens(const path& name, int flags) {
        const int file = ::open(name.c_str(), flags | O_CLOEXEC, 0600);
        if (file >= 0) ::close(file);
        return file >= 0;
    }

private:
    path folder_;
};

TEST_F(jail, readable_paths_can_be_read_and_nothing_more) {
    EXPECT_TRUE(true_in_jail({{inside()}, {}}, [&] {
        return opens(inside("old"), O_RDONLY) && !opens(inside("old"), O_WRONLY) &&
               !opens(inside("new"), O_WRONLY | O_CREAT) && !opens(outside("old"), O_RDONLY);
    }));
    EXPECT_TRUE(true_in_jail({{inside("old")}, {}}, [&] { return opens(inside("old"), O_RDONLY); }));
}

TEST_F(jail, files_in_writable_folders_can_be_made_and_take_the_place_of_others) {
    EXPECT_TRUE(true_in_jail({{}, {inside()}}, [&] {
        return opens(inside("new"), O_WRONLY | O_CREAT | O_EXCL) && opens(inside("new"), O_WRONLY | O_TRUNC) &&
               ::rename(inside("new").c_str(), inside("old").c_str()) == 0 && opens(inside("old"), O_RDONLY) &&
               ::unlink(inside("old").c_str()) == 0;
    }));
    EXPECT_TRUE(true_in_jail({{}, {inside()}}, [&] {
        return !opens(outside("new"), O_WRONLY | O_CREAT) && !opens(outside("old"), O_WRONLY) &&
               ::truncate(outside("old").c_str(), 0) != 0 && ::unlink(outside("old").c_str()) != 0;
    }));
}

TEST_F(jail, what_does_not_exist_opens_nothing) {
    EXPECT_TRUE(true_in_jail({{inside("none")}, {outside("none")}},
                             [&] { return !opens(inside("old"), O_RDONLY) && !opens(outside("none"), O_CREAT); }));
}

TEST_F(jail, what_was_open_stays_usable) {
    const int file = ::open(outside("old").c_str(), O_RDWR | O_CLOEXEC);
    EXPECT_TRUE(true_in_jail({}, [&] {
        char octet = 0;
        return ::read(file, &octet, 1) == 1 && ::write(file, "x", 1) == 1 && ::ftruncate(file, 1) == 0;
    }));
    ::close(file);
}

TEST_F(jail, the_resolver_finds_its_files) {
    EXPECT_TRUE(true_in_jail({resolver_paths(), {}}, [&] {
        return opens("/etc/hosts", O_RDONLY) && opens("/etc/nsswitch.conf", O_RDONLY) &&
               !opens("/etc/hosts", O_WRONLY) && !opens(inside("old"), O_RDONLY);
    }));
}

TEST_F(jail, calls_that_a_tracer_does_not_need_are_refused) {
    EXPECT_TRUE(true_in_jail({{"/"}, {}}, [] {
        char* const arguments[]{nullptr};
        const bool started = ::execve("/bin/true", arguments, arguments) == 0 || errno != EPERM;
        const bool signalled = ::kill(::getppid(), 0) == 0 || errno != EPERM;
        const bool changed = ::setuid(::getuid()) == 0 || errno != EPERM;
        return !started && !signalled && !changed;
    }));
}

TEST_F(jail, says_what_holds) {
    EXPECT_TRUE(true_in_jail({}, [] { return enter_jail({}) == "jail: files closed, system calls closed"; }));
}

}  // namespace
}  // namespace tracerouter::cli
