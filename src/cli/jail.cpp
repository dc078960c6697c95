#include "cli/jail.hpp"

#include <boost/system/error_code.hpp>

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <iterator>
#include <system_error>

#include "cli/call_filter.hpp"

namespace tracerouter::cli {
namespace {

using boost::system::error_code;
using std::filesystem::path;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
constexpr bool sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool sanitized = false;
#endif

// Of Linux 6.2; the headers may be older.
constexpr std::uint64_t truncate_file = 1ULL << 14;
constexpr long version_with_truncate = 3;

constexpr std::uint64_t read_file = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr std::uint64_t read_folder = LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t write_file = LANDLOCK_ACCESS_FS_WRITE_FILE;
constexpr std::uint64_t change_files = LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE;
constexpr std::uint64_t never_given = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                      LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                      LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                                      LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

error_code last_error() {
    return {errno, boost::system::system_category()};
}

/// Landlock takes away what is handled, and gives back what its rules say.
class landlock {
public:
    landlock() {
        const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
        if (version >= version_with_truncate) write_ |= truncate_file;
        const landlock_ruleset_attr handled{.handled_access_fs = read_file | read_folder | write_ | never_given};
        rules_ = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0));
        error_ = rules_ < 0 ? last_error() : error_code{};
    }
    ~landlock() {
        if (rules_ >= 0) ::close(rules_);
    }
    landlock(const landlock&) = delete;
    landlock& operator=(const landlock&) = delete;

    void let_read(const path& name) { allow(name, read_file | read_folder); }
    void let_write(const path& folder) { allow(folder, read_file | read_folder | write_); }

    error_code enforce() {
        if (!error_ && ::syscall(SYS_landlock_restrict_self, rules_, 0) != 0) error_ = last_error();
        return error_;
    }

private:
    // What does not exist needs no leave. A file can be given no more than what can be done to files.
    void allow(const path& name, std::uint64_t access) {
        const int place = ::open(name.c_str(), O_PATH | O_CLOEXEC);
        if (place < 0) return;
        struct stat status {};
        const bool folder = ::fstat(place, &status) == 0 && S_ISDIR(status.st_mode);
        landlock_path_beneath_attr rule{};
        rule.allowed_access = folder ? access : access & (read_file | write_file | truncate_file);
        rule.parent_fd = place;
        ::syscall(SYS_landlock_add_rule, rules_, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
        ::close(place);
    }

    std::uint64_t write_ = write_file | change_files;
    int rules_ = -1;
    error_code error_;
};

error_code close_files(const open_paths& open) {
    landlock files;
    for (const auto& name : open.readable) files.let_read(name);
    for (const auto& folder : open.writable_folders) files.let_write(folder);
    return files.enforce();
}

std::string outcome(const char* what, const error_code& error) {
    return what + (error ? " not closed (" + error.message() + ')' : std::string{" closed"});
}

}  // namespace

std::vector<path> resolver_paths() {
    constexpr const char* everywhere[]{"/etc",
                                       "/lib",
                                       "/lib64",
                                       "/usr/lib",
                                       "/usr/lib64",
                                       "/usr/local/lib",
                                       "/usr/share/zoneinfo",
                                       "/usr/share/locale",
                                       "/run/systemd/resolve",
                                       "/var/lib/sss/mc",
                                       "/var/lib/libvirt/dnsmasq"};
    std::vector<path> paths(std::begin(everywhere), std::end(everywhere));
    // Often links to files that others write anew: so it is their folder that must stay open.
    for (const char* name : {"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf"}) {
        std::error_code missing;
        const path real = std::filesystem::canonical(name, missing);
        if (!missing) paths.push_back(real.parent_path());
    }
    return paths;
}

// Sanitizers read files of the process, trace it and start other programs, to say what they have found.
std::string enter_jail(const open_paths& open) {
    if (sanitized) return "jail: none in a program with sanitizers";
    const error_code files = close_files(open);
    return "jail: " + outcome("files", files) + ", " + outcome("system calls", filter_system_calls());
}

}  // namespace tracerouter::cli
