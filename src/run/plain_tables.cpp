#include "run/plain_tables.hpp"

#include <string>
#include <utility>

#include "view/draw.hpp"
#include "view/model.hpp"

namespace tracerouter::run {
namespace {

std::size_t columns_of_terminal(const host::file_sink& out) {
    constexpr std::size_t usual_columns = 80;
    const std::size_t told = out.terminal_width();
    return told == 0 ? usual_columns : told;
}

}  // namespace

plain_tables::plain_tables(const boost::asio::any_io_executor& executor, std::unique_ptr<host::file_sink> out,
                           screen_settings chosen, surroundings with, duration between_tables)
    : settings_{std::move(chosen)},
      with_{std::move(with)},
      between_tables_{between_tables},
      columns_{columns_of_terminal(*out)},
      queue_{executor, std::move(out)},
      next_{executor},
      shown_{with_.result_of} {
    queue_.on_change([this](boost::system::error_code error) {
        if (error) with_.on_error(error);
    });
}

void plain_tables::start() {
    next_.expires_after(between_tables_);
    next_.async_wait([this](boost::system::error_code cancelled) {
        if (cancelled) return;
        write();
        start();
    });
}

boost::system::error_code plain_tables::finish() {
    next_.cancel();
    write();
    return queue_.close();
}

// A terminal that takes nothing must not make tables pile up.
void plain_tables::write() {
    if (shown_.results().empty() || !queue_.has_room()) return;
    shown_.refresh_all(clock::now());
    const view::model model{.results = shown_.results(),
                            .histories = shown_.histories(),
                            .facts = with_.facts,
                            .now = std::chrono::system_clock::now(),
                            .interval = settings_.interval,
                            .masked_hops = settings_.hidden_hops,
                            .unicode = settings_.unicode};
    std::string text = view::tables(model, settings_.state, columns_);
    if (std::exchange(written_, true)) text.insert(text.begin(), '\n');
    // on_change tells of the error.
    static_cast<void>(queue_.write(text));
}

}  // namespace tracerouter::run
