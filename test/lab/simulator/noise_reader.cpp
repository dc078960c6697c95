#include "noise_reader.hpp"

#include <boost/json.hpp>

namespace lab {

noise_plan read_noise(object_reader& document) {
    noise_plan plan;
    const auto* given = document.find("noise");
    if (given == nullptr) return plan;
    object_reader from(*given, document.place("noise"), document.errors());
    plan.count = from.integer<std::uint64_t>("count", 0);
    plan.rate = from.number("rate", plan.rate, 1, 10'000'000);
    from.finish();
    return plan;
}

}  // namespace lab
