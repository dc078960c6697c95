#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/facts.hpp"
#include "report/reporter.hpp"
#include "report/reporter_settings.hpp"
#include "report/sink.hpp"
#include "report/text_buffer.hpp"

namespace tracerouter::report {

/// All paths for people: a line for each vertex by TTL, those of one TTL told apart by letters, with the letters of the
/// next hop that it leads to.
class paths_text_reporter final : public reporter {
public:
    explicit paths_text_reporter(sink& out, const reporter_settings& chosen = {})
        : out_{out}, facts_{chosen.facts}, names_{chosen.names} {}

    boost::system::error_code trace(const trace_result& result, target_number number) override;

private:
    void append_heading(const trace_result& result);
    void append_vertices(const path_set& paths);
    void append_diamonds(const path_set& paths);
    void append_routers(const path_set& paths);
    void append_shared(const trace_result& result);
    void append_end(const trace_result& result);
    [[nodiscard]] std::string name_of(const path_vertex& one) const;

    sink& out_;
    fact_lookup facts_;
    bool names_;
    std::size_t blocks_ = 0;
    text_buffer text_;  ///< kept for its room
};

}  // namespace tracerouter::report
