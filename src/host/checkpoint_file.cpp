#include "host/checkpoint_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <utility>

#include "base/last_error.hpp"
#include "base/numbers.hpp"
#include "host/digest.hpp"

namespace tracerouter::host {
namespace {

/// Before each text: "#checkpoint SERIAL OCTETS DIGEST".
constexpr std::string_view mark = "#checkpoint ";

/// A checkpoint of the largest window takes less than 1 MiB. What is longer is none, and may have no end.
constexpr std::size_t most_octets = std::size_t{16} << 20;

/// A file holds two texts and remains of older ones. Others may hold any number of things that look like one.
constexpr std::size_t most_digested = 4 * most_octets;

struct header {
    std::uint64_t serial = 0;
    std::uint64_t size = 0;
    std::uint64_t sum = 0;
};

std::uint64_t sum_of(std::uint64_t serial, std::string_view text) {
    digest sum;
    sum.add(std::to_string(serial));
    sum.add(text);
    return sum.value();
}

std::string record_of(std::uint64_t serial, std::string_view text) {
    std::string record{mark};
    record += std::to_string(serial) + ' ' + std::to_string(text.size()) + ' ' + std::to_string(sum_of(serial, text));
    return record.append("\n").append(text);
}

/// The header at the beginning of `text`, which begins with the mark, and how long it is.
std::optional<std::pair<header, std::size_t>> header_of(std::string_view text) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    header found;
    auto rest = text.substr(mark.size(), end + 1 - mark.size());
    for (auto* field : {&found.serial, &found.size, &found.sum}) {
        const auto number = take_number<std::uint64_t>(rest);
        const char behind = field == &found.sum ? '\n' : ' ';
        if (!number || !rest.starts_with(behind)) return std::nullopt;
        *field = *number;
        rest.remove_prefix(1);
    }
    return std::pair{found, end + 1};
}

boost::system::result<std::string> content_of(int file) {
    std::string content;
    std::array<char, 65'536> block{};
    for (;;) {
        const auto count = ::pread(file, block.data(), block.size(), static_cast<off_t>(content.size()));
        if (count < 0) return last_error();
        if (count == 0) return content;
        if (content.size() + static_cast<std::size_t>(count) > most_octets) {
            return make_error_code(boost::system::errc::file_too_large);
        }
        content.append(block.data(), static_cast<std::size_t>(count));
    }
}

}  // namespace

boost::system::result<std::unique_ptr<checkpoint_file>> checkpoint_file::open(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0) return last_error();
    std::unique_ptr<checkpoint_file> opened{new checkpoint_file{file}};
    struct stat status {};
    if (::fstat(file, &status) != 0) return last_error();
    if (!S_ISREG(status.st_mode)) return make_error_code(boost::system::errc::not_supported);
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) return last_error();
    return opened;
}

checkpoint_file::~checkpoint_file() {
    ::close(file_);
}

boost::system::result<std::optional<std::string>> checkpoint_file::load() {
    const auto content = content_of(file_);
    if (!content) return content.error();
    const std::string_view all{*content};
    serial_ = 0;
    std::optional<std::string> newest;
    std::size_t digested = 0;
    for (auto begin = all.find(mark); begin != std::string_view::npos; begin = all.find(mark, begin + 1)) {
        const auto found = header_of(all.substr(begin));
        if (!found) continue;
        const auto& [header, length] = *found;
        const auto text = all.substr(begin + length);
        if (text.size() < header.size || header.serial <= serial_) continue;
        digested += header.size;
        if (digested > most_digested) break;
        if (sum_of(header.serial, text.substr(0, header.size)) != header.sum) continue;
        newest.emplace(text.substr(0, header.size));
        serial_ = header.serial;
        last_ = {begin, begin + length + header.size};
    }
    // The beginning of a first text that was never completed is as good as none.
    const bool ours = all.starts_with(mark) || mark.starts_with(all);
    if (!newest && !ours) return make_error_code(boost::system::errc::illegal_byte_sequence);
    return newest;
}

boost::system::error_code checkpoint_file::store(std::string_view text) {
    const auto record = record_of(serial_ + 1, text);
    const std::uint64_t begin = record.size() <= last_.begin ? 0 : last_.end;
    if (const auto error = write(record, begin)) return error;
    ++serial_;
    last_ = {begin, begin + record.size()};
    return {};
}

boost::system::error_code checkpoint_file::write(std::string_view record, std::uint64_t begin) const {
    for (auto rest = record; !rest.empty();) {
        const auto offset = static_cast<off_t>(begin + (record.size() - rest.size()));
        const auto written = ::pwrite(file_, rest.data(), rest.size(), offset);
        if (written >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            return last_error();
        }
    }
    return ::fdatasync(file_) == 0 ? boost::system::error_code{} : last_error();
}

}  // namespace tracerouter::host
