#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "report/facts.hpp"
#include "report/reporter.hpp"
#include "report/reporter_settings.hpp"
#include "report/sink.hpp"

namespace tracerouter::report {

/// One graph of all targets in the language of Graphviz, written at the end. Routers that several targets share are one
/// node; each silent place is one of its own. A link that carries a small part of the flows is thin.
class paths_dot_reporter final : public reporter {
public:
    explicit paths_dot_reporter(sink& out, const reporter_settings& chosen = {}) : out_{out}, facts_{chosen.facts} {}

    boost::system::error_code trace(const trace_result& result, target_number number) override;
    boost::system::error_code finish() override;

private:
    struct node {
        std::string label;
        bool last = false;
        bool per_packet = false;
        bool incomplete = false;
    };

    struct link {
        double load = 0;  // part of the flows of a target
        bool inferred = true;
    };

    std::string node_of(const path_set& paths, std::uint32_t index, std::size_t target);

    sink& out_;
    fact_lookup facts_;
    std::map<std::string, node> nodes_;  // by name
    std::map<std::pair<std::string, std::string>, link> links_;
};

}  // namespace tracerouter::report
