#include "engine/probe_writer.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace tracerouter::engine {
namespace {

TEST(probe_writer, packs_names_of_probes_without_loss) {
    for (const std::uint16_t slot : {std::uint16_t{0}, std::uint16_t{0x1234}, std::uint16_t{0xffff}}) {
        for (const std::uint32_t serial : {0U, 0x12345678U, 0xffffffffU}) {
            for (const probe_index index : {probe_index{0}, probe_index{0x4321}, probe_index{0xffff}}) {
                const probe_key key = make_key({slot, serial}, index);
                EXPECT_EQ(trace_of(key), (trace_id{slot, serial}));
                EXPECT_EQ(index_of(key), index);
            }
        }
    }
}

}  // namespace
}  // namespace tracerouter::engine
