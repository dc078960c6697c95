#pragma once

#include <span>
#include <vector>

namespace tracerouter::multipath {

/// How many flows have to be answered behind a router before what was found behind it is taken for all: the MDA of
/// Veitch, Augustin, Friedman and Teixeira (Failure control in multipath route tracing, INFOCOM 2009), computed exactly
/// for any level. Ways are taken to be equally likely for each flow.
class stopping_points {
public:
    /// \param failure the most that the chance may be, at one router, to take too few ways for all: above 0, below 1
    explicit stopping_points(double failure) : failure_(failure) {}

    /// The smallest number of flows that hides one of `found` + 1 ways with that chance at most. At 5 %: 6, 11, 16 ...
    /// Nobody follows more than widest_hop.
    [[nodiscard]] int flows_for(int found);

private:
    double failure_;
    std::vector<int> flows_;  // for 1, 2, ... that were found
};

/// For a graph of which so many routers are known to balance loads, to be found as a whole with that chance. As soon as
/// one is known, there may be one more that has not shown yet.
[[nodiscard]] stopping_points points_for(double confidence, int branchings);

/// The chance that so many flows do not show all of so many ways.
[[nodiscard]] double chance_to_hide(int ways, int flows);

/// The chance that a search which stops at these numbers of flows does not find all of so many ways.
/// \param stops by the number of ways found so far, from 1: how many flows are taken for enough
[[nodiscard]] double chance_to_stop_early(int ways, std::span<const int> stops);

}  // namespace tracerouter::multipath
