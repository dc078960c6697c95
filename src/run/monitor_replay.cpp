#include "run/monitor_replay.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "host/jail.hpp"
#include "host/program_log.hpp"
#include "host/rights.hpp"
#include "report/session_reader.hpp"
#include "run/facts.hpp"
#include "run/monitor_output.hpp"
#include "run/report_queue.hpp"
#include "run/result_parts.hpp"
#include "run/verdict.hpp"
#include "stats/path_statistics.hpp"

namespace tracerouter::run {
namespace {

using wall_time = std::chrono::system_clock::time_point;

/// A session names so many targets at most: each costs memory, and a file may hold anything.
constexpr std::size_t most_replayed = 4'096;

/// What a session says of one target.
struct replayed_target {
    report::monitor_start start;
    stats::path_statistics seen;
    std::uint64_t rounds = 0;
    wall_time last_at{};  // the newest probe, or the end
};

/// The targets of a session, in the order in which they began.
class replayed_session {
public:
    /// \return what is wrong with the line; empty: nothing
    std::string take(report::session_line line) {
        return std::visit([this](auto& said) { return take_part(said); }, line);
    }

    [[nodiscard]] std::vector<monitor_result> results() {
        std::vector<monitor_result> out;
        for (const auto& target : targets_) out.push_back(result_of(*target));
        return out;
    }

private:
    using key = std::pair<std::string, boost::asio::ip::address>;

    std::string take_part(report::monitor_start& start) {
        if (targets_.size() == most_replayed) return "more than " + std::to_string(most_replayed) + " targets";
        auto target = std::make_unique<replayed_target>();
        target->start = std::move(start);
        target->last_at = target->start.started_at;
        by_name_[{target->start.target, target->start.address}] = target.get();
        targets_.push_back(std::move(target));
        return {};
    }

    std::string take_part(report::session_probe& probe) {
        replayed_target* target = find(probe.target, probe.address);
        if (target == nullptr) return probe.target + " has no start";
        target->seen.observe(probe.seen);
        target->rounds = std::max(target->rounds, probe.seen.round);
        target->last_at = std::max(target->last_at, probe.seen.sent_at);
        return {};
    }

    std::string take_part(const report::session_end& end) {
        replayed_target* target = find(end.target, end.address);
        if (target == nullptr) return end.target + " has no start";
        target->last_at = end.ended_at;
        target->rounds = end.rounds;
        return {};
    }

    static std::string take_part(const report::other_event& /*event*/) { return {}; }
    static std::string take_part(const report::session_fault& fault) { return fault.message; }

    [[nodiscard]] replayed_target* find(const std::string& name, const boost::asio::ip::address& address) const {
        const auto found = by_name_.find({name, address});
        return found == by_name_.end() ? nullptr : found->second;
    }

    static monitor_result result_of(replayed_target& target) {
        target.seen.finish();
        monitor_result out;
        out.target = target.start.target;
        out.address = target.start.address;
        out.source = target.start.source;
        out.options = target.start.options;
        out.started_at = target.start.started_at;
        out.elapsed = std::max(duration::zero(), duration{target.last_at - target.start.started_at});
        out.rounds = target.rounds;
        out.flows = target.start.flows;
        target.seen.fill(out, target.last_at);
        return out;
    }

    std::vector<std::unique_ptr<replayed_target>> targets_;
    std::map<key, replayed_target*> by_name_;
};

/// Reads all of it. Lines that cannot be read are told and passed over.
void read_all(std::istream& file, const std::string& name, replayed_session& session) {
    report::session_reader reader;
    std::array<char, 65'536> block{};
    while (file.read(block.data(), block.size()) || file.gcount() > 0) {
        reader.append({block.data(), static_cast<std::size_t>(file.gcount())});
        while (auto line = reader.next()) {
            const std::string wrong = session.take(*std::move(line));
            if (!wrong.empty()) host::complain(name + ": " + wrong);
        }
    }
    if (reader.is_cut()) host::complain(name + ": the last line is cut, and is left out");
}

/// Writes reports when the names of their addresses are known.
class replay_run {
public:
    replay_run(boost::asio::io_context& context, const config& config, std::unique_ptr<host::file_sink> file,
               enrich::fact_finder* facts)
        : context_{context},
          config_{config},
          facts_{facts},
          reports_{context.get_executor(), facts},
          output_{context.get_executor(),
                  std::move(file),
                  config.output,
                  monitor_format_of(config.monitor),
                  monitor_settings_of(config, lookup()),
                  config.hidden_hops,
                  [this](boost::system::error_code error) { verdict_.output_failed(error); }} {
        if (facts_ != nullptr) facts_->on_settled([this] { reports_.settled(); });
    }

    host::exit_code run(const std::vector<monitor_result>& results) {
        for (const monitor_result& result : results) {
            verdict_.add(result, config_.monitor.fail_if, lookup());
            reports_.add(addresses_of(result), config_.dns_timeout,
                         [this, &result] { output_.report().summary(result); });
        }
        reports_.on_empty([this] { context_.stop(); });
        if (!reports_.empty()) context_.run();
        output_.report().finish();
        verdict_.output_failed(output_.close());
        return verdict_.code();
    }

private:
    [[nodiscard]] report::fact_lookup lookup() const {
        if (facts_ == nullptr) return {};
        return [facts = facts_](const boost::asio::ip::address& address) { return facts->find(address); };
    }

    boost::asio::io_context& context_;
    const config& config_;
    enrich::fact_finder* facts_;
    report_queue reports_;
    verdict verdict_;
    monitor_output output_;
};

}  // namespace

host::or_refusal<host::exit_code> replay_session(const config& config) {
    std::ifstream file{config.monitor.replay, std::ios::binary};
    if (!file) return host::refusal{config.monitor.replay + ": cannot be read"};
    boost::asio::io_context context{1};
    auto facts = open_facts(context.get_executor(), config);
    if (!facts) return facts.error();
    auto sink = std::make_unique<host::file_sink>();
    if (!config.output.empty()) {
        auto opened = host::file_sink::open(config.output);
        if (!opened) return host::refusal{config.output + ": " + opened.error().message(), host::exit_code::failed};
        sink = *std::move(opened);
    }
    if (const auto error = host::drop_rights()) return host::refusal{error.message(), host::exit_code::missing_rights};
    if (!config.output.empty()) sink->empty();

    replayed_session session;
    read_all(file, config.monitor.replay, session);
    const auto results = session.results();
    if (results.empty()) return host::refusal{config.monitor.replay + ": there is no session in it"};
    replay_run run{context, config, std::move(sink), facts->get()};
    return run.run(results);
}

}  // namespace tracerouter::run
