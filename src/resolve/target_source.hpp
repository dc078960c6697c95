#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "resolve/address_family.hpp"
#include "resolve/exclusion_list.hpp"
#include "resolve/line_reader.hpp"
#include "resolve/prefix.hpp"
#include "resolve/target_syntax.hpp"

namespace tracerouter::resolve {

/// A target as the user wrote it, and what it means.
struct typed_target {
    std::string text;
    target_spec spec;

    friend bool operator==(const typed_target&, const typed_target&) = default;
};

/// One destination to be traced.
struct target {
    std::string text;  ///< as the user wrote it; of a prefix, each address
    std::variant<host_name, boost::asio::ip::address> destination;

    friend bool operator==(const target&, const target&) = default;
};

/// Something in a list, or on the command line, that cannot be traced.
struct rejected_target {
    std::string place;  ///< "FILE:LINE", the file alone when it cannot be read, empty for the command line
    std::string text;   ///< what stands there; empty when that is unknown
    boost::system::error_code error;

    friend bool operator==(const rejected_target&, const rejected_target&) = default;
};

enum class no_target : unsigned char {
    end,      ///< all targets were given
    waiting,  ///< the next line of a list has not been written yet: async_wait
};

using pulled_target = std::variant<target, rejected_target, no_target>;

/// Gives all targets one by one: those of the command line first, then those of the lists, in their order. Prefixes are
/// walked through and lists are read only as far as targets are pulled, so any number of targets costs no memory.
class target_source {
public:
    target_source(std::vector<typed_target> arguments, std::vector<line_reader> lists, exclusion_list excluded,
                  address_family family = address_family::any);

    /// The next target. Excluded addresses are left out.
    [[nodiscard]] pulled_target next();

    /// Reads ahead until `count` targets are held or there are no more. False: that needs lines not written yet.
    [[nodiscard]] bool read_ahead(std::size_t count);

    /// Targets held by read_ahead and not given yet.
    [[nodiscard]] std::size_t held() const noexcept;

    /// Completes when next() or read_ahead() are worth another call. Only after they had to wait.
    void async_wait(boost::asio::any_completion_handler<void(boost::system::error_code)> handler);

    /// Ends a wait, with operation_aborted.
    void cancel();

private:
    [[nodiscard]] pulled_target pull();
    [[nodiscard]] std::optional<pulled_target> pull_from_prefix(address_cursor& cursor);
    [[nodiscard]] std::optional<pulled_target> pull_from_list();
    [[nodiscard]] std::optional<pulled_target> pull_from_line(const line_reader::line& line);
    [[nodiscard]] std::optional<pulled_target> begin(typed_target typed, std::string place);

    std::deque<typed_target> arguments_;
    std::deque<line_reader> lists_;
    exclusion_list excluded_;
    address_family family_;
    std::optional<address_cursor> prefix_;  ///< the one being walked through
    std::deque<pulled_target> held_;
};

}  // namespace tracerouter::resolve
