// What somebody could do who has taken over the program: loaded into it, this tries from within a look-up of a name,
// and writes what came of it to standard error.

#include <fcntl.h>
#include <netdb.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

void tell(const char* attempt, bool done) {
    std::fprintf(stderr, "%s: %s\n", attempt, done ? "done" : std::strerror(errno));
}

bool opens(const char* name, int flags) {
    const int file = ::open(name, flags, 0600);
    return file >= 0 && ::close(file) == 0;
}

}  // namespace

extern "C" int getaddrinfo(const char*, const char*, const addrinfo*, addrinfo**) {
    char* const nothing[]{nullptr};
    const char* secret = std::getenv("SECRET");
    tell("read settings", opens("/etc/hosts", O_RDONLY));
    tell("change settings", opens("/etc/hosts", O_WRONLY));
    tell("read secret", opens(secret, O_RDONLY));
    tell("make file", opens("made", O_WRONLY | O_CREAT));
    tell("remove secret", ::unlink(secret) == 0);
    tell("open secret to all", ::chmod(secret, 0666) == 0);
    tell("be another user", ::setuid(::getuid()) == 0);
    tell("signal parent", ::kill(::getppid(), 0) == 0);
    tell("start program", ::execve("/bin/sh", nothing, nothing) == 0);
    return EAI_NONAME;
}
