#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "report/facts.hpp"
#include "report/reporter.hpp"
#include "report/reporter_settings.hpp"
#include "report/sink.hpp"
#include "report/text_buffer.hpp"

namespace tracerouter::report {

/// What happens, as it happens: one JSON object a line for each final hop, each finished trace and each target that
/// was not traced, schema "tracerouter.event/1". The keys are those of "tracerouter.trace/1".
class events_reporter final : public reporter {
public:
    explicit events_reporter(sink& out, const reporter_settings& chosen = {})
        : out_{out}, streaming_{chosen.streaming}, facts_{chosen.facts} {}

    [[nodiscard]] bool wants_hops() const override { return streaming_; }
    boost::system::error_code hop(const heading& trace, const hop_result& hop) override;
    boost::system::error_code trace(const trace_result& result, target_number number) override;
    boost::system::error_code failure(const report::failure& failure) override;

private:
    void append_hop(target_number number, std::string_view target, const boost::asio::ip::address& address,
                    const hop_result& hop);

    sink& out_;
    bool streaming_;  ///< hops are told as they become final; otherwise with the end of their trace
    fact_lookup facts_;
    text_buffer lines_;  ///< kept for its room
    using trace_key = std::pair<target_number, boost::asio::ip::address>;
    std::map<trace_key, std::uint16_t> told_;  ///< highest TTL told of each trace under way
};

}  // namespace tracerouter::report
