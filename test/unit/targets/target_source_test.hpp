#pragma once

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "scratch_file.hpp"
#include "targets/target_source.hpp"

namespace tracerouter::targets {

class target_source_test : public testing::Test {
protected:
    static std::vector<typed_target> typed(std::initializer_list<std::string_view> texts) {
        std::vector<typed_target> targets;
        for (const auto text : texts) targets.push_back({std::string{text}, parse_target(text).value()});
        return targets;
    }

    static exclusion_list excluding(std::initializer_list<std::string_view> texts) {
        std::vector<prefix> prefixes;
        for (const auto text : texts) prefixes.push_back(parse_prefix(text).value());
        return exclusion_list{std::move(prefixes)};
    }

    std::vector<line_reader> list(const scratch_file& file) {
        std::vector<line_reader> lists;
        lists.push_back(line_reader::open(context_.get_executor(), file.path()).value());
        return lists;
    }

    /// Everything that comes, up to `most`: targets as written, "PLACE: TEXT: MESSAGE" for what is refused.
    static std::vector<std::string> drain(target_source& source, std::size_t most = 100) {
        std::vector<std::string> all;
        while (all.size() < most) {
            const auto pulled = source.next();
            if (const auto* found = std::get_if<target>(&pulled)) {
                all.push_back(found->text);
            } else if (const auto* refused = std::get_if<rejected_target>(&pulled)) {
                all.push_back(refused->place + ": " + refused->text + ": " + refused->error.message());
            } else {
                break;
            }
        }
        return all;
    }

private:
    boost::asio::io_context context_;
};

}  // namespace tracerouter::targets
