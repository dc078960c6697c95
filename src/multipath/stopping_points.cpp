#include "multipath/stopping_points.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "tracerouter/path_set.hpp"

namespace tracerouter::multipath {

namespace {

/// How likely it is to have seen each number of the ways, as flows come one by one.
class coverage {
public:
    explicit coverage(int ways) : ways_(ways), seen_(static_cast<std::size_t>(ways) + 1) { seen_[0] = 1; }

    void one_more_flow() {
        for (int count = ways_; count > 0; --count) {
            const double stays = at(count) * count / ways_;
            at(count) = stays + at(count - 1) * (ways_ - count + 1) / ways_;
        }
        at(0) = 0;
    }
    [[nodiscard]] double& at(int count) { return seen_[static_cast<std::size_t>(count)]; }
    [[nodiscard]] double not_all() const { return std::accumulate(seen_.begin(), seen_.end() - 1, 0.0); }

private:
    int ways_;
    std::vector<double> seen_;
};

}  // namespace

int stopping_points::flows_for(int found) {
    found = std::min<int>(found, widest_hop);
    while (flows_.size() < static_cast<std::size_t>(found)) {
        coverage one_hidden{static_cast<int>(flows_.size()) + 2};
        int flows = 0;
        do {
            one_hidden.one_more_flow();
            ++flows;
        } while (one_hidden.not_all() > failure_);
        flows_.push_back(flows);
    }
    return flows_[static_cast<std::size_t>(found) - 1];
}

stopping_points points_for(double confidence, int branchings) {
    const int routers = branchings > 0 ? branchings + 1 : 1;
    return stopping_points{1 - std::pow(confidence, 1.0 / routers)};
}

double chance_to_hide(int ways, int flows) {
    coverage of{ways};
    for (int flow = 0; flow < flows; ++flow) of.one_more_flow();
    return of.not_all();
}

double chance_to_stop_early(int ways, std::span<const int> stops) {
    coverage of{ways};
    double stopped = 0;
    int flows = 0;
    for (int found = 1; found < ways; ++found) {
        for (; flows < stops[static_cast<std::size_t>(found) - 1]; ++flows) of.one_more_flow();
        stopped += of.at(found);
        of.at(found) = 0;
    }
    return stopped;
}

}  // namespace tracerouter::multipath
