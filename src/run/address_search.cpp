#include "run/address_search.hpp"

#include <boost/asio/error.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "report/host_words.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter::run {

using boost::asio::ip::address;

namespace {

/// What no machine could probe is a mistake of whoever typed it, or of a name that has no other address; everything
/// else is about this machine.
report::failure_kind kind_of(boost::system::error_code error, bool typed, bool has_address) {
    if (!has_address) return report::failure_kind::unresolved;
    if (error == errc::invalid_options) return report::failure_kind::invalid;
    const bool unusable =
        error == errc::not_probeable || error == errc::multicast_target || error == errc::missing_interface;
    if (!unusable) return report::failure_kind::unsent;
    return typed ? report::failure_kind::invalid : report::failure_kind::unresolved;
}

/// What the error means for these probes, where it says too little on its own.
std::string explain(boost::system::error_code error, const trace_options& options, bool ipv6) {
    const auto octets = std::to_string(packet_size_of(options, ipv6)) + " octets";
    if (error == boost::system::errc::message_size) {
        return "probes of " + octets + " are too big for the link that leads there: lower --size";
    }
    if (error == errc::invalid_options && options.packet_size) {
        const auto least = std::to_string(min_packet_size(options.protocol, ipv6));
        return "probes of " + octets + " are too small for IPv6: --size must be at least " + least;
    }
    const std::string_view host = report::words_of(error).sentence;  // the kernel's stand behind them
    return host.empty() ? error.message() : std::string{host} + " (" + error.message() + ')';
}

}  // namespace

address_search::address_search(targets::target target, const targets::exclusion_list& excluded, bool found)
    : target_{std::move(target)}, excluded_{excluded}, found_{found} {}

bool address_search::start(targets::resolver& names, std::function<void()> then) {
    if (const auto* alone = std::get_if<address>(&target_.destination)) {
        addresses_ = {*alone};
        then();
        return false;
    }
    names.async_resolve(std::get<targets::host_name>(target_.destination).text,
                        [this, then = std::move(then)](boost::system::error_code error, std::vector<address> found) {
                            last_error_ = error;
                            addresses_ = std::move(found);
                            then();
                        });
    return true;
}

std::optional<address> address_search::next() {
    while (tried_ < addresses_.size()) {
        const auto& one = addresses_[tried_++];
        if (!excluded_.find(one)) return one;
    }
    return std::nullopt;
}

std::vector<address> address_search::all() const {
    auto left = addresses_;
    std::erase_if(left, [this](const address& one) { return excluded_.find(one); });
    return left;
}

outcome address_search::failure(const trace_options& options) const {
    if (!last_error_) return left_out{};
    const bool typed = !found_ && std::holds_alternative<address>(target_.destination);
    const auto kind = kind_of(last_error_, typed, !addresses_.empty());
    const bool ipv6 = !addresses_.empty() && addresses_.back().is_v6();
    const bool may_pass = last_error_ == boost::asio::error::host_not_found_try_again;
    failed_target failed{{target_.text, kind, explain(last_error_, options, ipv6)}, {}, may_pass};
    if (found_) failed.failure.address = std::get<address>(target_.destination);
    return failed;
}

}  // namespace tracerouter::run
