#include "targets/error.hpp"

#include <string>

namespace tracerouter::targets {
namespace {

class resolve_category final : public boost::system::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "tracerouter.targets"; }

    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
            case errc::invalid_name: return "Not a host name, an address or a prefix";
            case errc::invalid_address: return "Not an IPv4 or IPv6 address";
            case errc::invalid_prefix:
                return "Not a prefix: expected an address, a slash and a length of 0 to 32 (IPv6: 128)";
            case errc::prefix_too_wide: return "A prefix of IPv6 targets needs a length of 64 or more";
            case errc::several_words: return "Expected one target per line";
            case errc::line_too_long: return "The line is too long for a target";
            case errc::control_character: return "A target may not contain control characters";
            case errc::mapped_prefix: return "An IPv4-mapped prefix needs a length of 96 or more";
            case errc::other_family: return "The address is not of the requested family";
            case errc::no_address: return "The name has no address of the requested family";
        }
        return "Unknown error";
    }
};

}  // namespace

const boost::system::error_category& error_category() noexcept {
    static const resolve_category category;
    return category;
}

boost::system::error_code make_error_code(errc value) noexcept {
    return {static_cast<int>(value), error_category()};
}

}  // namespace tracerouter::targets
