#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "targets/address_family.hpp"
#include "targets/address_walk.hpp"
#include "targets/exclusion_list.hpp"
#include "targets/line_reader.hpp"
#include "targets/mixing.hpp"
#include "targets/prefix.hpp"
#include "targets/target_filter.hpp"
#include "targets/target_syntax.hpp"

namespace tracerouter::targets {

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

/// More targets than this are many: their order is shuffled, and each hop is asked once.
inline constexpr std::size_t few_targets = 32;

/// How many targets there are.
struct target_count {
    std::uint64_t targets = 0;
    bool exact = false;  ///< otherwise as far as the part of the lists tells that was read

    friend bool operator==(const target_count&, const target_count&) = default;
};

struct source_settings {
    address_family family = address_family::any;
    std::optional<std::uint64_t> seed = {};  ///< none: the order in which targets are given
};

/// Gives all targets one by one, each of them once. Prefixes are never spread out and lists are read only as far as
/// needed, so the number of targets costs no memory but two octets or less for each IPv4 address of a list, see
/// address_set.
///
/// With a seed the order of many targets is random, so that no network gets all its probes at once: prefixes are
/// walked through by a permutation, and of everything typed or listed some 65,000 entries are held to choose from. The
/// same seed, arguments and files give the same order. What has to be waited for (standard input) is mixed as far as it
/// is there.
class target_source {
public:
    target_source(std::vector<typed_target> arguments, std::vector<line_reader> lists, exclusion_list excluded,
                  source_settings chosen = {});

    /// The next target.
    [[nodiscard]] pulled_target next();

    /// Reads ahead until `count` targets are held or there are no more. False: that needs lines not written yet.
    [[nodiscard]] bool read_ahead(std::size_t count);

    /// Targets read and not given yet, or more than 2^62.
    [[nodiscard]] std::uint64_t held() const noexcept { return held_; }

    /// All targets, those given included. Absent: nobody can tell.
    [[nodiscard]] std::optional<target_count> expected() const;

    /// Completes when next() or read_ahead() are worth another call. Only after they had to wait.
    void async_wait(boost::asio::any_completion_handler<void(boost::system::error_code)> handler);

    /// Ends a wait, with operation_aborted.
    void cancel();

private:
    using walk = std::unique_ptr<address_walk>;

    /// Something that was read: an address as everybody writes it, another target, a prefix or a mistake.
    using entry =
        std::variant<boost::asio::ip::address, std::unique_ptr<target>, walk, std::unique_ptr<rejected_target>>;

    enum class progress : unsigned char { enough, waiting, ended };

    template <class Enough>
    [[nodiscard]] progress fill(Enough enough);
    [[nodiscard]] std::size_t window() const noexcept;
    [[nodiscard]] progress read_entry();
    [[nodiscard]] progress read_line();
    void add(const line_reader::line& line);
    void add(typed_target typed, std::string place);
    void add(std::string text, const boost::asio::ip::address& alone);
    void add(const prefix& block);
    void hold(entry read, std::uint64_t targets);

    [[nodiscard]] std::optional<pulled_target> give();
    [[nodiscard]] std::optional<pulled_target> give_any();
    [[nodiscard]] std::optional<pulled_target> give(entry taken);
    [[nodiscard]] std::optional<pulled_target> step(address_walk& through);
    void begin_mixing();
    void count_given() noexcept;

    std::deque<typed_target> arguments_;
    std::deque<line_reader> lists_;
    target_filter filter_;
    source_settings settings_;
    random_numbers random_;
    std::deque<entry> entries_;   ///< no prefixes while mixing
    std::vector<walk> walks_;     ///< the prefixes while mixing
    std::uint64_t in_walks_ = 0;  ///< their targets
    std::uint64_t held_ = 0;
    std::uint64_t given_ = 0;
    std::uint64_t shuffled_walks_ = 0;
    std::uint64_t listed_ = 0;                  ///< targets from lists so far
    std::optional<std::uint64_t> list_octets_;  ///< of all lists; absent: not all have a length
    std::uint64_t octets_of_ended_ = 0;         ///< lists
    bool mixing_ = false;                       ///< there are many
};

}  // namespace tracerouter::targets
