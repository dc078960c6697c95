#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "run/replayed_targets.hpp"
#include "run/session_log.hpp"
#include "tracerouter/time.hpp"
#include "view/model.hpp"

namespace tracerouter::run {

/// Plays a session: knows what was known at a moment of it, and moves that moment. Reads no clock.
///
/// It takes the entries between, from the moment where it is or, if that is less, from the beginning or from one of a
/// few states that it has kept on the way.
class session_player {
public:
    /// Begins at the beginning. The session must outlive this, and change no more.
    explicit session_player(const session_log& session);

    /// So much time has passed: the moment moves on by its speed, up to the end.
    void pass(duration time);
    /// Moves the moment, backwards if `by` is negative; it stays within the session.
    void move(duration by);
    /// To a moment since the beginning.
    void seek(duration since_beginning);
    void to_end();
    /// Twice as fast, half as fast, within bounds.
    void faster();
    void slower();

    [[nodiscard]] view::replay_position position() const;
    [[nodiscard]] bool at_end() const { return at_ >= length_; }
    /// The moment, by the clock of the session.
    [[nodiscard]] session_entry::wall_time now() const;
    [[nodiscard]] const replayed_targets& targets() const noexcept { return known_; }
    /// What is known of a target now.
    [[nodiscard]] monitor_result result(std::size_t target) const { return known_.result(session_, target, now()); }

private:
    /// A state on the way.
    struct milestone {
        session_log::place place;
        replayed_targets known;
    };

    void go_to(duration at);
    void jump(session_entry::wall_time moment);
    void play_until(session_entry::wall_time moment);
    void keep_milestone();

    const session_log& session_;
    duration length_;
    duration at_{};
    double speed_ = 1;
    session_log::place place_;
    replayed_targets known_;
    std::vector<milestone> milestones_;  // in the order of the session
    std::size_t milestone_octets_ = 0;
};

}  // namespace tracerouter::run
