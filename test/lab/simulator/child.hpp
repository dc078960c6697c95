#pragma once

#include <sys/types.h>

#include <csignal>
#include <functional>
#include <string>
#include <vector>

namespace lab {

/// Blocks the signals that a supervisor waits for; gives back the mask from before.
sigset_t block_supervised_signals();

/// Forks; the child dies with its parent, runs `body` and exits with what it returns.
pid_t start_child(const std::function<int()>& body);

/// Replaces the process by a program; returns the shell's code for "cannot" (126) or "not found" (127) when it fails.
int execute(std::vector<std::string> command, const sigset_t& mask);

/// The next supervised signal. Those that the terminal sent reach every process of its group anyway and are passed
/// over.
int next_signal();

/// An exit status as a shell would give it: 128 + n for signal n.
int shell_status(int wait_status);

}  // namespace lab
