#include "run/session_file.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "host/program_log.hpp"
#include "report/session_reader.hpp"

namespace tracerouter::run {
namespace {

/// Takes octets, and tells what is wrong with them.
class session_parser {
public:
    explicit session_parser(const std::string& name) : name_{name} {}

    void take(std::string_view octets) {
        reader_.append(octets);
        while (!session_.is_full()) {
            auto line = reader_.next();
            if (!line) return;
            const std::string wrong = session_.add(*std::move(line));
            if (!wrong.empty()) complain(wrong);
        }
    }

    [[nodiscard]] bool is_full() const noexcept { return session_.is_full(); }

    session_log finish() {
        if (session_.is_full()) {
            complain("is longer than the memory that a session may take: only its beginning is read");
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
    std::array<char, 65'536> block{};
    while (!parser.is_full() && (file.read(block.data(), block.size()) || file.gcount() > 0))
        parser.take({block.data(), static_cast<std::size_t>(file.gcount())});
    return parser.finish();
}

}  // namespace tracerouter::run
