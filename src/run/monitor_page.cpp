#include "run/monitor_page.hpp"

#include <utility>

namespace tracerouter::run {

monitor_page::monitor_page(const boost::asio::any_io_executor& executor, std::unique_ptr<host::page_file> file,
                           settings chosen, std::function<void(boost::system::error_code)> on_error)
    : settings_{std::move(chosen)},
      file_{std::move(file)},
      report_{settings_.format.make(*this, settings_.what),
              {.wants_probes = settings_.format.wants_observations, .hidden_hops = settings_.hidden_hops},
              std::move(on_error)},
      next_{executor} {}

void monitor_page::start(std::function<std::optional<std::vector<monitor_result>>()> known) {
    known_ = std::move(known);
    wait(settings_.first_after);
}

void monitor_page::wait(duration time) {
    next_.expires_after(time);
    next_.async_wait([this](boost::system::error_code cancelled) {
        if (!cancelled && write_page()) wait(settings_.between);
    });
}

bool monitor_page::write_page() {
    auto known = known_();
    if (!known) return false;
    for (monitor_result& result : *known) report_.summary(std::move(result));
    report_.finish();
    return true;
}

boost::system::error_code monitor_page::write(std::string_view page) {
    const auto encode = host::encoder_for(settings_.name);
    if (!encode) return file_->replace(page);
    std::string encoded;
    encode->add(page, encoded);
    encode->finish(encoded);
    return file_->replace(encoded);
}

}  // namespace tracerouter::run
