#include "targets/number_set.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "targets/mixing.hpp"

namespace tracerouter::targets {
namespace {

std::uint64_t drawn() {
    std::random_device device;
    return std::uint64_t{device()} << 32 | device();
}

}  // namespace

bool number_set::insert(const address_number& number) {
    if (number == address_number{}) return !std::exchange(has_zero_, true);
    if (4 * (taken_ + 1) > 3 * places_.size()) grow();
    auto& place = places_[place_of(number)];
    if (place == number) return false;
    place = number;
    ++taken_;
    return true;
}

bool number_set::contains(const address_number& number) const noexcept {
    if (number == address_number{}) return has_zero_;
    return !places_.empty() && places_[place_of(number)] == number;
}

std::size_t number_set::place_of(const address_number& number) const noexcept {
    const std::size_t mask = places_.size() - 1;
    std::size_t place = mixed(number.high ^ mixed(number.low ^ key_)) & mask;
    while (places_[place] != address_number{} && places_[place] != number) place = (place + 1) & mask;
    return place;
}

void number_set::grow() {
    if (places_.empty()) key_ = drawn();
    const auto before =
        std::exchange(places_, std::vector<address_number>(std::max<std::size_t>(16, 2 * places_.size())));
    for (const auto& number : before) {
        if (number != address_number{}) places_[place_of(number)] = number;
    }
}

}  // namespace tracerouter::targets
