#include "run/resumption.hpp"

#include <boost/asio/post.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "host/digest.hpp"

namespace tracerouter::run {
namespace {

constexpr std::chrono::seconds interval{2};

std::uint64_t digest_of(const std::vector<targets::typed_target>& targets) {
    host::digest sum;
    for (const auto& target : targets) sum.add(target.text + '\n');
    return sum.value();
}

host::refusal refusal_of(const std::string& file, const std::string& what) {
    return {file + ": " + what};
}

/// Refuses a plan that is another than it was.
host::or_refusal<void> check_plan(const run_plan& before, const run_plan& now, const config& config) {
    const auto refuse = [&](const std::string& what) { return refusal_of(config.resume, what); };
    if (before.options != now.options) return refuse("the checkpoint belongs to a run with other options");
    const bool same_lists = before.lists.size() == now.lists.size();
    if (before.targets != now.targets || !same_lists) {
        return refuse("the checkpoint belongs to a run with other targets");
    }
    for (std::size_t i = 0; i < now.lists.size(); ++i) {
        if (before.lists[i] != now.lists[i]) {
            return refuse(config.lists[i] + " has changed since the run of this checkpoint");
        }
    }
    return {};
}

}  // namespace

host::or_refusal<run_plan> plan_of(const config& config, const std::vector<targets::line_reader>& lists) {
    run_plan plan;
    host::digest options;
    options.add(config.identity);
    plan.options = options.value();
    plan.targets = digest_of(config.targets);
    for (const auto& list : lists) {
        if (!list.size()) return refusal_of("--resume", list.name() + " cannot be read a second time: use a file");
        host::digest content;
        const auto error = list.read_all([&content](std::string_view block) { content.add(block); });
        if (error) return refusal_of(list.name(), error.message());
        plan.lists.push_back(content.value());
    }
    return plan;
}

host::or_refusal<checkpoint> resume_from(host::checkpoint_file& file, const run_plan& plan, const config& config) {
    const auto text = file.load();
    using namespace boost::system::errc;
    if (!text && (text.error() == illegal_byte_sequence || text.error() == file_too_large)) {
        return refusal_of(config.resume, "not a checkpoint of tracerouter");
    }
    if (!text) return refusal_of(config.resume, text.error().message());
    if (!*text) return checkpoint{.plan = plan, .seed = config.seed};
    auto state = parse_checkpoint(**text);
    if (!state) return refusal_of(config.resume, "a checkpoint of another version");
    if (const auto same = check_plan(state->plan, plan, config); !same) return same.error();
    return *std::move(state);
}

host::or_refusal<void> check_results(const host::checkpoint_file& file, const host::file_sink& results,
                                     const config& config) {
    if (!file.is_new() || results.length() == 0) return {};
    return refusal_of(config.output,
                      "is not empty, but " + config.resume +
                          " is a new checkpoint: name the checkpoint of this output, or remove the output");
}

host::or_refusal<void> cut_results(host::file_sink& results, const checkpoint& state, const config& config) {
    const auto error = results.keep(state.output_size);
    if (!error) return {};
    if (error == boost::system::errc::not_supported) {
        return refusal_of(config.output, "--resume needs a regular file");
    }
    if (error == boost::system::errc::result_out_of_range) {
        return refusal_of(config.output, "shorter than " + config.resume + " says: it is not the output of that run");
    }
    return refusal_of(config.output, error.message());
}

checkpointer::checkpointer(boost::asio::any_io_executor executor, host::checkpoint_file& file, checkpoint begin,
                           output_queue& results, session& traces, const done_set& done, std::string name)
    : executor_{std::move(executor)},
      file_{file},
      state_{std::move(begin)},
      results_{results},
      traces_{traces},
      done_{done},
      name_{std::move(name)},
      timer_{executor_} {}

void checkpointer::start() {
    save();
    wait();
}

void checkpointer::finish() {
    timer_.cancel();
    state_.finished = traces_.complete();
    save();
}

void checkpointer::wait() {
    timer_.expires_after(interval);
    timer_.async_wait([this](boost::system::error_code error) {
        if (error) return;
        // A state that waits for a slow disk is not to wait in company.
        if (!saving_) save();
        wait();
    });
}

void checkpointer::save() {
    saving_ = true;
    state_.counts = traces_.counts();
    state_.done = done_;
    results_.mark([this, state = state_](std::uint64_t size) mutable {
        state.output_size = size;
        if (const auto error = file_.store(text_of(state))) fail(error);
        saving_ = false;
    });
}

void checkpointer::fail(boost::system::error_code error) {
    boost::asio::post(executor_, [this, error] { traces_.give_up(name_ + ": " + error.message()); });
}

}  // namespace tracerouter::run
