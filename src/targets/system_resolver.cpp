#include "targets/system_resolver.hpp"

#include <fcntl.h>
#include <locale.h>
#include <netdb.h>
#include <resolv.h>
#include <unistd.h>
#include <boost/asio/append.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "targets/error.hpp"
#include "tracerouter/mapped_address.hpp"

namespace tracerouter::targets {

using boost::asio::ip::address;
using boost::asio::ip::udp;

namespace {

/// Internationalised names, which Asio has no name for. Not address_configured: it would hide the loopback addresses.
constexpr auto flags = static_cast<boost::asio::ip::resolver_base::flags>(AI_IDN);

struct answer {
    boost::system::error_code error;
    std::vector<address> addresses;
};

/// Names outside ASCII are taken as UTF-8, whatever the user's locale, for as long as this thread looks up names.
class in_utf8 {
public:
    in_utf8() : locale_{::newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{})} {
        if (locale_) ::uselocale(locale_);
    }
    in_utf8(const in_utf8&) = delete;
    in_utf8& operator=(const in_utf8&) = delete;
    ~in_utf8() {
        if (!locale_) return;
        ::uselocale(LC_GLOBAL_LOCALE);
        ::freelocale(locale_);
    }

private:
    locale_t locale_;
};

/// Not where another file has taken the place of the one that this process may read: a new thread would have no
/// servers.
bool settings_readable() {
    const int file = ::open(_PATH_RESCONF, O_RDONLY | O_CLOEXEC);
    if (file < 0) return errno != EACCES;
    ::close(file);
    return true;
}

/// The hosts file, and AAAA records, may hold IPv4-mapped addresses: of a family that was not asked for, or once more.
void add(std::vector<address>& found, const address& next, address_family family) {
    const bool known = std::find(found.begin(), found.end(), next) != found.end();
    if (!known && belongs_to(family, next)) found.push_back(next);
}

answer look_up(boost::asio::io_context& context, const std::string& name, address_family family) {
    udp::resolver resolver{context};
    answer found;
    const auto entries = family == address_family::ipv4   ? resolver.resolve(udp::v4(), name, {}, flags, found.error)
                         : family == address_family::ipv6 ? resolver.resolve(udp::v6(), name, {}, flags, found.error)
                                                          : resolver.resolve(name, {}, flags, found.error);
    found.addresses.reserve(entries.size());
    for (const auto& entry : entries) add(found.addresses, without_mapping(entry.endpoint().address()), family);
    if (!found.error && found.addresses.empty()) found.error = make_error_code(errc::no_address);
    return found;
}

}  // namespace

system_resolver::system_resolver(boost::asio::any_io_executor executor, address_family family)
    : executor_{std::move(executor)}, family_{family}, open_{questions_.get_executor()} {}

void system_resolver::read_settings() {
    if (threads_.empty()) start_thread();
}

system_resolver::~system_resolver() {
    open_.reset();
    for (auto& thread : threads_) thread.join();
}

void system_resolver::async_resolve(const std::string& name, handler on_end) {
    auto ask = [this, name, on_end = std::move(on_end), awaited = boost::asio::make_work_guard(executor_)]() mutable {
        auto [error, addresses] = look_up(questions_, name, family_);
        boost::asio::post(awaited.get_executor(), boost::asio::append(std::move(on_end), error, std::move(addresses)));
    };
    if (has_thread()) return boost::asio::post(questions_, std::move(ask));
    boost::asio::post(executor_, [ask = std::move(ask)]() mutable {
        const in_utf8 names;
        ask();
    });
}

/// Whether there is a thread for one more look-up, if only one that has others to do first.
bool system_resolver::has_thread() {
    if (threads_.empty() || (threads_.size() < max_threads && settings_readable())) start_thread();
    return !threads_.empty();
}

void system_resolver::start_thread() {
    try {
        threads_.emplace_back([this] {
            const in_utf8 names;
            ::res_init();
            questions_.run();
        });
    } catch (const std::system_error&) {
        // There are as many as there are.
    }
}

}  // namespace tracerouter::targets
