#pragma once

namespace tracerouter::test {

/// Has the kernel stamp what it receives for as long as this lives, as an NTP daemon does on most hosts. On a host
/// where nobody wants stamps it begins only some time after the first socket asks for them (net_enable_timestamp()
/// leaves it to a work queue), so that what arrives at once has none.
class receive_stamps {
public:
    /// Returns when it does; after a second at the latest, since not every kernel can. Needs 127.0.0.1.
    receive_stamps();
    receive_stamps(const receive_stamps&) = delete;
    receive_stamps& operator=(const receive_stamps&) = delete;
    ~receive_stamps();

private:
    [[nodiscard]] bool connect_to_itself() const;
    [[nodiscard]] bool are_there() const;

    int socket_;
};

}  // namespace tracerouter::test
