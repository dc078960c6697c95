#include "host/jail.hpp"

#include <boost/system/error_code.hpp>

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "base/last_error.hpp"

namespace tracerouter::host {
namespace {

using boost::system::error_code;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
constexpr bool sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool sanitized = false;
#endif

constexpr std::uint64_t read_file = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr std::uint64_t read_folder = LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t all_of_version_1 = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

// Of Linux 6.2 to 6.12; the headers may be older.
constexpr std::uint64_t truncate_file = 1ULL << 14;
constexpr std::uint64_t control_device = 1ULL << 15;
constexpr std::uint64_t bind_tcp = 1ULL << 0;
constexpr std::uint64_t connect_tcp = 1ULL << 1;
constexpr std::uint64_t abstract_sockets = 1ULL << 0;
constexpr std::uint64_t signals = 1ULL << 1;
constexpr int port_rule = 2;

/// struct landlock_ruleset_attr of Linux 6.12. Older kernels take it as long as what they do not know is 0.
struct closed_rights {
    std::uint64_t files;
    std::uint64_t network;
    std::uint64_t reach;  // beyond those who are jailed with us
};

/// struct landlock_net_port_attr.
struct open_port {
    std::uint64_t rights;
    std::uint64_t port;
};

closed_rights rights_of(long version) {
    closed_rights known{.files = all_of_version_1, .network = 0, .reach = 0};
    if (version >= 3) known.files |= truncate_file;
    if (version >= 4) known.network = bind_tcp | connect_tcp;
    if (version >= 5) known.files |= control_device;
    if (version >= 6) known.reach = abstract_sockets | signals;
    return known;
}

/// Landlock takes away all that it knows, and gives back what its rules say.
class landlock {
public:
    landlock() {
        const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
        const closed_rights closed = rights_of(version);
        rules_ = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &closed, sizeof closed, 0));
        error_ = rules_ < 0 ? last_error() : error_code{};
    }
    ~landlock() {
        if (rules_ >= 0) ::close(rules_);
    }
    landlock(const landlock&) = delete;
    landlock& operator=(const landlock&) = delete;

    // What does not exist needs no leave.
    void let_read(const std::string& name) {
        const int place = ::open(name.c_str(), O_PATH | O_CLOEXEC);
        if (place < 0) return;
        struct stat status {};
        const bool folder = ::fstat(place, &status) == 0 && S_ISDIR(status.st_mode);
        allow_beneath(place, folder ? read_file | read_folder : read_file);
    }

    void let_replace(const std::string& folder) {
        constexpr std::uint64_t rights =
            LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE;
        allow_beneath(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC), rights);
    }

    // Kernels that know nothing of ports refuse the rule, and close none.
    void let_connect(std::uint16_t port) {
        const open_port rule{.rights = connect_tcp, .port = port};
        ::syscall(SYS_landlock_add_rule, rules_, port_rule, &rule, 0);
    }

    error_code enforce() {
        if (!error_ && ::syscall(SYS_landlock_restrict_self, rules_, 0) != 0) error_ = last_error();
        return error_;
    }

private:
    // Closes the place.
    void allow_beneath(int place, std::uint64_t rights) const {
        if (place < 0) return;
        landlock_path_beneath_attr rule{};
        rule.allowed_access = rights;
        rule.parent_fd = place;
        ::syscall(SYS_landlock_add_rule, rules_, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
        ::close(place);
    }

    int rules_ = -1;
    error_code error_;
};

error_code close_files(const jail_openings& openings) {
    constexpr std::uint16_t name_servers = 53;
    landlock rules;
    for (const auto& name : openings.readable) rules.let_read(name);
    if (!openings.replaceable.empty()) rules.let_replace(openings.replaceable);
    rules.let_connect(name_servers);
    return rules.enforce();
}

std::string outcome(const char* what, const error_code& error) {
    return what + (error ? " not closed (" + error.message() + ')' : std::string{" closed"});
}

}  // namespace

// Sanitizers read files of the process, trace it and start other programs, to say what they have found.
std::string enter_jail(const jail_openings& openings) {
    if (sanitized) return "jail: none in a program with sanitizers";
    const error_code files = close_files(openings);
    const bool replaces = !files && !openings.replaceable.empty();
    const auto names = replaces ? file_names::changeable : file_names::fixed;
    return "jail: " + outcome("files", files) + ", " +
           outcome("system calls", filter_system_calls(openings.daemons, openings.modes, names));
}

}  // namespace tracerouter::host
