#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <span>
#include <string>

#include "octets.hpp"
#include "packets.hpp"

// Writes the seeds of all fuzz programs: the sample packets of the unit tests, cut to what each entry takes.

namespace {

using namespace tracerouter::packet::test;
namespace fs = std::filesystem;

constexpr std::size_t body_at = 28;          // behind the IPv4 and the ICMP header
constexpr std::size_t length_octet_at = 25;  // RFC 4884

void write(const fs::path& folder, const std::string& name, std::span<const std::byte> bytes) {
    fs::create_directories(folder);
    std::ofstream file{folder / name, std::ios::binary};
    std::ranges::transform(bytes, std::ostreambuf_iterator<char>{file},
                           [](std::byte b) { return static_cast<char>(b); });
    if (!file.flush())
        throw fs::filesystem_error{"cannot write", folder / name, std::make_error_code(std::errc::io_error)};
}

octets length_and_body(const octets& packet) {
    octets seed{packet[length_octet_at]};
    seed.insert(seed.end(), packet.begin() + body_at, packet.end());
    return seed;
}

/// In the order in which the probe program reads it.
octets sample_probe_fields() {
    return from_hex(
        "c6 12 00 02"  // source
        "c6 12 0a 01"  // destination
        "01 00 00 01"  // TTL, TOS, DF in two octets
        "12 34 80 01"  // IP identification, identifier
        "01 02 be ef"  // sequence, checksum
        "00 3c");      // packet size
}

/// The ICMP message of a packet, as from a socket that keeps the IP header back.
octets stripped(const octets& packet) {
    octets seed = from_hex("00 02 00 00 00 00");
    seed.insert(seed.end(), packet.begin() + 20, packet.end());
    return seed;
}

void write_all(const fs::path& corpus) {
    for (const auto& [name, bytes] : answers()) {
        write(corpus / "answer", std::string{name}, bytes);
        write(corpus / "ipv4", std::string{name}, bytes);
        write(corpus / "stripped", std::string{name}, stripped(bytes));
        if (bytes.size() > body_at + 128) write(corpus / "extensions", std::string{name}, length_and_body(bytes));
    }
    write(corpus / "probe", "sample_probe", sample_probe_fields());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: tracerouter-fuzz-seeds FOLDER\n";
        return 2;
    }
    try {
        write_all(argv[1]);
    } catch (const fs::filesystem_error& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
