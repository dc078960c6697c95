#include "run/progress_meter.hpp"

#include <boost/system/error_code.hpp>

#include <chrono>
#include <string>
#include <utility>

#include "targets/target_source.hpp"

namespace tracerouter::run {
namespace {

constexpr std::chrono::milliseconds redraw_interval{500};
constexpr std::chrono::seconds line_interval{10};  // where nothing can be drawn again

constexpr std::string_view erase_line = "\r\x1b[K";

bool many(const report::progress& now) {
    return now.total.value_or(now.done) > targets::few_targets || now.done > targets::few_targets;
}

}  // namespace

progress_meter::progress_meter(const boost::asio::any_io_executor& executor, settings chosen, writer write)
    : settings_{chosen}, write_{std::move(write)}, redraw_timer_{executor}, line_timer_{executor} {
    if (settings_.wanted && !settings_.redraw && !settings_.lines) settings_.lines = line_interval;
}

void progress_meter::start(look now) {
    now_ = std::move(now);
    if (settings_.wanted && settings_.redraw) redraw();
    if (settings_.lines) add_lines();
}

void progress_meter::show() {
    const auto before = std::exchange(at_line_, now_());
    clear();
    write_line(report::progress_line(at_line_, before));
}

void progress_meter::clear() {
    if (std::exchange(drawn_, false)) write_(erase_line);
}

void progress_meter::finish() {
    redraw_timer_.cancel();
    line_timer_.cancel();
    clear();
    const auto end = now_();
    if (wanted() && many(end)) {
        for (const auto& line : report::summary(end)) write_line(line);
    }
}

void progress_meter::redraw() {
    redraw_timer_.expires_after(redraw_interval);
    redraw_timer_.async_wait([this](boost::system::error_code error) {
        if (error) return;
        const auto before = std::exchange(at_redraw_, now_());
        if (many(at_redraw_)) {
            write_(std::string{erase_line} + report::progress_line(at_redraw_, before));
            drawn_ = true;
        }
        redraw();
    });
}

void progress_meter::add_lines() {
    line_timer_.expires_after(*settings_.lines);
    line_timer_.async_wait([this](boost::system::error_code error) {
        if (error) return;
        if (many(now_())) show();
        add_lines();
    });
}

void progress_meter::write_line(const std::string& line) {
    write_("tracerouter: " + line + '\n');
}

}  // namespace tracerouter::run
