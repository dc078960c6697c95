#include "run/screen_settings.hpp"

#include <utility>

#include "host/terminal.hpp"
#include "view/columns.hpp"

namespace tracerouter::run {

screen_settings screen_settings_of(const config& config) {
    const auto columns = view::checked_columns(config.monitor.columns);  // without the blanks of a report
    view::screen_state state = columns ? view::screen_state{*columns} : view::screen_state{};
    if (!config.names) state.show_names(view::name_mode::address);
    state.show_as(config.as_numbers);
    const bool color = config.color == show::always || (config.color == show::automatic && !host::no_color_wanted());
    return {.state = std::move(state),
            .color = color,
            .unicode = host::is_unicode_wanted(),
            .hidden_hops = config.hidden_hops,
            .interval = config.monitor.interval,
            .session_file = config.monitor.record};
}

}  // namespace tracerouter::run
