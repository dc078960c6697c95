#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <variant>
#include <vector>

#include "run/outcome.hpp"
#include "targets/exclusion_list.hpp"
#include "targets/resolver.hpp"
#include "targets/target_source.hpp"
#include "tracerouter/trace_options.hpp"

namespace tracerouter::run {

/// The addresses of a target, one after the other, until one can be probed. Excluded ones are left out.
class address_search {
public:
    /// \param found the target is an address that was found for a name, not one that is written
    address_search(targets::target target, const targets::exclusion_list& excluded, bool found = false);

    [[nodiscard]] const targets::target& target() const { return target_; }

    /// Looks the target up if it is a name, and calls `then`, at once if it is none.
    /// \param then must keep this alive, since a look-up cannot be recalled
    /// \return whether a look-up is under way
    bool start(targets::resolver& names, std::function<void()> then);

    /// The next address to be probed.
    [[nodiscard]] std::optional<boost::asio::ip::address> next();
    /// The last one given cannot be.
    void failed(boost::system::error_code error) { last_error_ = error; }

    /// All addresses that are not excluded.
    [[nodiscard]] std::vector<boost::asio::ip::address> all() const;
    [[nodiscard]] bool is_name() const { return std::holds_alternative<targets::host_name>(target_.destination); }
    [[nodiscard]] bool any_found() const { return !addresses_.empty(); }

    /// How it ends without an address that could be probed: as a failed target or, if all are excluded, left out.
    /// \param options of the probes
    [[nodiscard]] outcome failure(const trace_options& options) const;

private:
    targets::target target_;
    const targets::exclusion_list& excluded_;
    bool found_;
    std::vector<boost::asio::ip::address> addresses_;
    std::size_t tried_ = 0;                 // addresses
    boost::system::error_code last_error_;  // of the look-up, or of the last address
};

}  // namespace tracerouter::run
