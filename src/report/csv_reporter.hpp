#pragma once

#include <string_view>
#include <utility>

#include "report/facts.hpp"
#include "report/reporter.hpp"
#include "report/sink.hpp"
#include "report/text_buffer.hpp"

namespace tracerouter::report {

/// One line per hop (RFC 4180, but with line feeds alone), columns as csv_columns names them. Of several responders of
/// a hop each has its answer with the shortest round trip; they, and what their answers say, stand in one field,
/// separated by blanks. `end` says how a target ended, on its last line only: a target has exactly one line with an
/// end. One that has no hops has that line alone, without a TTL.
class csv_reporter final : public reporter {
public:
    /// `continued`: the output has its header already.
    csv_reporter(sink& out, bool continued, fact_lookup facts = {})
        : out_{out}, headed_{continued}, facts_{std::move(facts)} {}

    [[nodiscard]] bool wants_hops() const override { return false; }
    boost::system::error_code hop(const heading& trace, const hop_result& hop) override;
    boost::system::error_code trace(const heading& trace, const trace_result& result) override;
    boost::system::error_code failure(const report::failure& failure) override;

private:
    void begin();

    sink& out_;
    bool headed_;
    fact_lookup facts_;
    text_buffer lines_;  ///< kept for its room
};

inline constexpr std::string_view csv_columns =
    "target,address,ttl,state,responder,rtt_ms,reply,icmp_code,reply_ttl,sent,answered,end,name,asn,refused";

}  // namespace tracerouter::report
