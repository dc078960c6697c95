#include "namespaces.hpp"

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "system_call.hpp"
#include "write_file.hpp"

namespace lab {
namespace {

namespace fs = std::filesystem;

constexpr int own_namespaces = CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID;

std::string map_to_root(unsigned id) {
    return "0 " + std::to_string(id) + " 1\n";
}

void enter_as_ordinary_user() {
    const std::string users = map_to_root(::geteuid());
    const std::string groups = map_to_root(::getegid());
    checked(::unshare(CLONE_NEWUSER | own_namespaces), "make private namespaces (are user namespaces allowed here?)");
    write_file("/proc/self/setgroups", "deny");
    if (!write_file("/proc/self/uid_map", users) || !write_file("/proc/self/gid_map", groups))
        throw std::system_error(errno, std::generic_category(), "map the user to root in its user namespace");
}

bool bind_over(const char* file, const std::string& text, const char* staged) {
    const int created = ::open(staged, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (created < 0) return false;
    ::close(created);
    return write_file(staged, text) && ::mount(staged, file, nullptr, MS_BIND, nullptr) == 0;
}

constexpr const char* hosts_file = "/etc/hosts";
constexpr const char* resolver_file = "/etc/resolv.conf";

/// Lays a folder of our own over /etc, with links to all that /etc holds and empty files where we bind ours. Needs a
/// folder that only we see.
void replace_etc(const std::string& ours) {
    std::error_code error;
    const auto staged = ours + "/etc";
    fs::create_directory(staged, error);
    if (::mount("/etc", staged.c_str(), nullptr, MS_BIND | MS_REC, nullptr) != 0) return;
    if (::mount("tmpfs", "/etc", "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=0755") != 0) return;
    fs::create_directory("/etc/.host", error);
    ::mount(staged.c_str(), "/etc/.host", nullptr, MS_MOVE, nullptr);
    for (const auto& entry : fs::directory_iterator("/etc/.host", error)) {
        const auto name = entry.path().filename();
        fs::create_symlink(".host" / name, "/etc" / name, error);
    }
    for (const char* file : {hosts_file, resolver_file}) {
        fs::remove(file, error);
        ::close(::open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    }
}

}  // namespace

void enter_private_namespaces() {
    if (::unshare(own_namespaces) != 0) enter_as_ordinary_user();
}

bool keep_mounts_private() {
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
        if (errno == EINVAL) return false;
        checked(-1, "make the mounts private");
    }
    // Fails where parts of /proc are masked (containers); then process numbers in /proc are those of the outside.
    ::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr);
    return true;
}

void replace_name_service(const std::string& hosts) {
    // The staging place is a tmpfs that only we see over /tmp; the bind mounts keep it alive after it is gone from
    // there.
    if (::mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "size=4m") != 0) return;
    std::error_code error;
    if (!fs::exists(hosts_file, error) || !fs::exists(resolver_file, error)) replace_etc("/tmp");
    bind_over(hosts_file, "127.0.0.1 localhost\n::1 localhost\n" + hosts, "/tmp/hosts");
    bind_over(resolver_file, "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n", "/tmp/resolv.conf");
    ::umount2("/tmp", MNT_DETACH);
}

void open_ping_sockets() {
    const std::string range = "/proc/sys/net/ipv4/ping_group_range";
    if (!write_file(range, "0 2147483647")) write_file(range, "0 0");
}

}  // namespace lab
