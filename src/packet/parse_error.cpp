#include "packet/parse_error.hpp"

#include <boost/throw_exception.hpp>

#include <stdexcept>

namespace tracerouter::packet {

const char* describe(parse_error error) noexcept {
    switch (error) {
        case parse_error::truncated: return "truncated packet";
        case parse_error::bad_version: return "wrong IP version";
        case parse_error::bad_header_length: return "impossible IP header length";
        case parse_error::bad_length: return "IPv4 total length below header length";
        case parse_error::bad_checksum: return "wrong checksum";
        case parse_error::other_protocol: return "neither ICMP nor TCP";
        case parse_error::fragment: return "fragment";
        case parse_error::unsupported_type: return "message that answers no probe";
        case parse_error::impossible_source: return "source address that no host has";
    }
    return "unknown parse error";
}

void throw_exception_from_error(parse_error error, const boost::source_location& where) {
    boost::throw_exception(std::runtime_error{describe(error)}, where);
}

}  // namespace tracerouter::packet
