#include "report/marks.hpp"

#include <gtest/gtest.h>

#include "results.hpp"

namespace tracerouter::report {
namespace {

TEST(marks, tell_what_an_answer_carries) {
    auto answer = exceeded("198.18.1.1", us(1000));
    EXPECT_EQ(extension_marks(answer), "");
    answer.mpls = {{.label = 17, .traffic_class = 0, .bottom = true, .ttl = 9}};
    answer.interfaces = {{.role = interface_role::incoming, .index = 7, .name = "xe 0\x1b", .mtu = 1500}};
    answer.extensions = {{.class_number = 5, .c_type = 1, .payload = {0, 255}}};
    EXPECT_EQ(extension_marks(answer),
              " <MPLS:L=17,E=0,S=1,T=9> <IF:incoming,name=xe\\x200\\x1B,index=7,mtu=1500> <EXT:5/1:00ff>");
}

TEST(marks, tell_what_the_way_changed) {
    auto answer = exceeded("198.18.1.1", us(1000));
    EXPECT_EQ(change_marks(answer, 0), "");
    answer.nat = true;
    answer.tos_quoted = 8;
    answer.ttl_quoted = 3;
    EXPECT_EQ(change_marks(answer, 0), " <nat> <TOS:0x08> <TTL:3>");
    EXPECT_EQ(change_marks(answer, 8), " <nat> <TTL:3>");
}

}  // namespace
}  // namespace tracerouter::report
