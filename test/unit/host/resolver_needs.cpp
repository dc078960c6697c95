#include "host/resolver_needs.hpp"

#include <gtest/gtest.h>

namespace tracerouter::host {
namespace {

TEST(asks_daemons, of_modules_that_read_files_or_ask_name_servers_none_does) {
    for (const char* settings : {"", "passwd: sss\n", "hosts: files dns\n", "passwd: sss\nhosts:\tfiles\tdns # mdns4\n",
                                 "# hosts: sss\n", "hosts: mymachines resolve [!UNAVAIL=return] files myhostname dns",
                                 "hosts: files [ NOTFOUND = return ] dns"}) {
        EXPECT_FALSE(asks_daemons(settings)) << settings;
    }
}

TEST(asks_daemons, others_do) {
    for (const char* settings : {"hosts: files mdns4_minimal [NOTFOUND=return] dns\n", "hosts: files sss dns",
                                 "group: files\n  hosts: wins files", "hosts: of_my_own\nhosts: files\n"}) {
        EXPECT_TRUE(asks_daemons(settings)) << settings;
    }
}

}  // namespace
}  // namespace tracerouter::host
