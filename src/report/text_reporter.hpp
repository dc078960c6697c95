#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "report/hop_line.hpp"
#include "report/reporter.hpp"
#include "report/reporter_settings.hpp"
#include "report/sink.hpp"
#include "report/text_buffer.hpp"

namespace tracerouter::report {

/// Text of traceroute(8), so that whatever reads traceroute reads this. Why a trace ended has no place in it.
///
/// The lines of a single target appear one by one as its hops become final. Of several targets, each one's block is
/// written whole when it has ended, with an empty line between blocks. Of an interrupted trace the unanswered hops at
/// its end are left out: they are not silent, their answers may be on the way. Failures are no part of the text.
class text_reporter final : public reporter {
public:
    explicit text_reporter(sink& out, const reporter_settings& chosen = {})
        : out_{out},
          style_{.names = chosen.names, .color = chosen.color, .facts = chosen.facts},
          streaming_{chosen.streaming},
          blocks_{chosen.continued ? 1u : 0u} {}

    [[nodiscard]] bool wants_hops() const override { return streaming_; }
    boost::system::error_code hop(const heading& trace, const hop_result& hop) override;
    boost::system::error_code trace(const trace_result& result, target_number number) override;

private:
    void begin_block(std::string_view target, const boost::asio::ip::address& address, const trace_options& options);
    void append_hop(const hop_result& hop, std::uint8_t queries);

    sink& out_;
    text_buffer text_;  ///< of one call
    hop_line_style style_;
    bool streaming_;                           ///< there is one target only
    std::size_t blocks_;                       ///< begun so far, by earlier runs too
    std::size_t streamed_hops_ = 0;            ///< of the current trace
    std::uint16_t tos_ = 0;                    ///< of its probes, as the last hop that quoted it saw them
    std::optional<std::uint16_t> path_mtu_{};  ///< up to its last hop where that is known
};

}  // namespace tracerouter::report
