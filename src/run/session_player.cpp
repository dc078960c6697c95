#include "run/session_player.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace tracerouter::run {
namespace {

constexpr double slowest = 1.0 / 16;
constexpr double fastest = 4'096;
/// States are kept at every sixteenth of a session, if that is worth it.
constexpr std::size_t most_milestones = 16;
constexpr std::size_t least_between = 20'000;  // entries, which take some ten milliseconds
constexpr std::size_t most_milestone_octets = std::size_t{64} << 20;

}  // namespace

session_player::session_player(const session_log& session)
    : session_{session}, length_{std::max(duration::zero(), duration{session.ends_at() - session.begins_at()})} {
    go_to(duration::zero());
}

void session_player::pass(duration time) {
    const double passed = static_cast<double>(time.count()) * speed_;
    const auto left = static_cast<double>((length_ - at_).count());
    go_to(passed >= left ? length_ : at_ + duration{std::llround(passed)});
}

void session_player::move(duration by) {
    go_to(by > length_ - at_ ? length_ : at_ + by);
}

void session_player::seek(duration since_beginning) {
    go_to(since_beginning);
}

void session_player::to_end() {
    go_to(length_);
}

void session_player::faster() {
    speed_ = std::min(speed_ * 2, fastest);
}

void session_player::slower() {
    speed_ = std::max(speed_ / 2, slowest);
}

view::replay_position session_player::position() const {
    return {.at = at_, .of = length_, .speed = speed_};
}

session_entry::wall_time session_player::now() const {
    return session_.begins_at() + std::chrono::duration_cast<session_entry::wall_time::duration>(at_);
}

void session_player::go_to(duration at) {
    at_ = std::clamp(at, duration::zero(), length_);
    const auto moment = now();
    jump(moment);
    play_until(moment);
}

// To the newest state at which nothing was known yet that was not known at that moment, unless this one is newer.
void session_player::jump(session_entry::wall_time moment) {
    const auto later =
        std::ranges::find_if(milestones_, [moment](const milestone& one) { return one.place.known_at > moment; });
    const milestone start;
    const milestone& best = later == milestones_.begin() ? start : *std::prev(later);
    const bool beyond = place_.entries > 0 && place_.known_at > moment;
    if (!beyond && best.place.entries <= place_.entries) return;
    place_ = best.place;
    known_ = best.known;
}

void session_player::play_until(session_entry::wall_time moment) {
    session_entry entry;
    for (auto next = place_; session_.read(next, entry) && entry.known_at <= moment;) {
        known_.take(session_, entry);
        place_ = next;
        keep_milestone();
    }
}

void session_player::keep_milestone() {
    const std::size_t between = std::max(session_.entries() / most_milestones, least_between);
    const std::size_t next = milestones_.empty() ? between : milestones_.back().place.entries + between;
    if (place_.entries != next) return;
    const std::size_t octets = known_.memory();
    if (milestone_octets_ + octets > most_milestone_octets) return;
    milestone_octets_ += octets;
    milestones_.push_back({place_, known_});
}

}  // namespace tracerouter::run
