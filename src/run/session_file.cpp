#include "run/session_file.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "host/decoder.hpp"
#include "host/program_log.hpp"
#include "report/session_reader.hpp"

namespace tracerouter::run {
namespace {

/// Takes octets, and tells what is wrong with them.
class session_parser {
public:
    explicit session_parser(const std::string& name) : name_{name} {}

    void take(std::string_view octets) {
        if (session_.is_full()) return;
        reader_.append(octets);
        while (!session_.is_full()) {
            auto line = reader_.next();
            if (!line) return;
            const std::string wrong = session_.add(*std::move(line));
            if (!wrong.empty()) complain(wrong);
        }
    }

    [[nodiscard]] bool is_full() const noexcept { return session_.is_full(); }

    /// \param state of what the file is encoded in
    session_log finish(host::decoder::progress state) {
        if (session_.is_full()) {
            complain("is longer than the memory that a session may take: only its beginning is read");
        } else if (state == host::decoder::progress::broken) {
            complain("is broken, and read up to there");
        } else if (state == host::decoder::progress::open) {
            complain("is cut, and read up to there");
        } else if (reader_.is_cut()) {
            complain("the last line is cut, and is left out");
        }
        return std::move(session_);
    }

private:
    void complain(const std::string& what) const { host::complain(name_ + ": " + what); }

    const std::string& name_;
    report::session_reader reader_;
    session_log session_;
};

}  // namespace

session_log read_session(std::istream& file, const std::string& name) {
    session_parser parser{name};
    const auto decode = host::decoder_for(name);
    const auto take = [&parser](std::string_view octets) { parser.take(octets); };
    std::array<char, 65'536> block{};
    while (!parser.is_full() && (file.read(block.data(), block.size()) || file.gcount() > 0)) {
        const std::string_view octets{block.data(), static_cast<std::size_t>(file.gcount())};
        decode ? decode->add(octets, take) : parser.take(octets);
    }
    return parser.finish(decode ? decode->state() : host::decoder::progress::whole);
}

}  // namespace tracerouter::run
