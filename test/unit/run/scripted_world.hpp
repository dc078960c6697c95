#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "report/reporter.hpp"
#include "run/session.hpp"
#include "run/target_task.hpp"
#include "run/trace_service.hpp"
#include "targets/exclusion_list.hpp"
#include "targets/resolver.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::run {

/// A hop answered by `responder` to its only query.
hop_result answered_hop(std::uint8_t ttl, const std::string& responder);

/// What becomes of the trace to one address.
struct scripted_trace {
    boost::system::error_code error;
    trace_result result;
    std::vector<hop_result> announced;  ///< hops told before the end
    bool held = false;                  ///< goes on until it is released or cancelled
};

/// A tracer that does what its script says. An address without a script is reached at once.
class scripted_tracer final : public trace_service {
public:
    explicit scripted_tracer(boost::asio::io_context& context) : context_{context} {}

    void async_trace(trace_request request, handler on_end) override;

    /// Ends a held trace.
    void release(const std::string& address);

    std::map<std::string, scripted_trace> script;  ///< by address
    std::vector<std::string> begun;                ///< addresses, in order
    std::vector<std::uint8_t> queries;             ///< asked for, in order
    std::size_t most_active = 0;

private:
    struct running {
        trace_request request;
        handler on_end;
        scripted_trace script;
    };

    void finish(const std::string& address, stop_reason stop);

    boost::asio::io_context& context_;
    std::map<std::string, running> active_;
};

/// A resolver that knows what it was told. An unknown name is not found.
class scripted_resolver final : public targets::resolver {
public:
    explicit scripted_resolver(boost::asio::io_context& context) : context_{context} {}

    void async_resolve(const std::string& name, handler on_end) override;

    std::map<std::string, std::vector<std::string>> names;
    bool silent = false;  ///< never answers
    std::size_t asked = 0;

private:
    boost::asio::io_context& context_;
    std::vector<handler> unanswered_;
};

/// Writes down what it is told: "hop ADDRESS TTL", "trace ADDRESS STOP", "failure TARGET: MESSAGE".
class recording_reporter final : public report::reporter {
public:
    explicit recording_reporter(std::vector<std::string>& events) : events_{events} {}

    [[nodiscard]] bool wants_hops() const override { return wanting_hops; }
    boost::system::error_code hop(const report::heading& trace, const hop_result& hop) override;
    boost::system::error_code trace(const trace_result& result, target_number number) override;
    boost::system::error_code failure(const report::failure& failure) override;

    boost::system::error_code finish() override;

    boost::system::error_code failing;  ///< what every call gives back
    bool wanting_hops = true;
    std::size_t* finishes = nullptr;  ///< counts the last calls

private:
    std::vector<std::string>& events_;
};

/// Everything a session works with, scripted, and what came of it.
class scripted_world {
public:
    /// Builds a session from targets as typed on the command line.
    session& open(const std::vector<std::string>& targets, session::settings settings = {.window = 100});

    /// The same, with target lists too.
    session& open(const std::vector<std::string>& targets, std::vector<targets::line_reader> lists,
                  session::settings settings);

    /// Starts the session and lets everything happen that can.
    void run();

    boost::asio::io_context context;
    scripted_tracer tracer{context};
    scripted_resolver names{context};
    enrich::fact_source* facts = nullptr;
    std::vector<std::string> excluded;
    std::vector<std::string> events;      ///< of the report
    std::vector<std::string> complaints;  ///< on standard error
    boost::system::error_code write_error;
    bool wanting_hops = true;
    bool output_has_room = true;
    done_set* done = nullptr;
    bool single = false;       ///< what the report was told
    std::size_t finished = 0;  ///< how often the session said so
    std::size_t finishes = 0;  ///< how often it told the report

private:
    targets::exclusion_list exclusions_;
    std::unique_ptr<targets::target_source> source_;
    std::unique_ptr<report_queue> reports_;
    std::unique_ptr<session> session_;
    bool started_ = false;
};

}  // namespace tracerouter::run
