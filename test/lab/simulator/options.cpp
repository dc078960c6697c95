#include "options.hpp"

#include <charconv>
#include <map>

namespace lab {

const char* const help_text =
    R"(tracerouter-lab: a simulated internet on a TUN device in private namespaces

  tracerouter-lab run SCENARIO [--seed N] [--family F] [--stats FILE] [--log FILE] -- COMMAND ARG...
      Run COMMAND inside the scenario and exit with its exit code; 125 when the lab itself failed or lost packets.
      --stats FILE   at the end, what the simulator saw, as one JSON object
      --log FILE     at the end, one JSON line for each probe
      --family F     what names resolve to: ipv4 (default), ipv6 or both; the network always has both
  tracerouter-lab truth SCENARIO [--seed N] [--limit N] [ADDRESS...]
      Print the true path to each address, or to each destination, one JSON object a line.
  tracerouter-lab targets SCENARIO [--limit N | --spread N] [--family F]
      Print the addresses of all destinations, one a line.
      --spread N     N destinations of a generated internet, evenly spread
  tracerouter-lab check SCENARIO
      Say what is wrong with a scenario, one line each; exit code 2 if anything is.

Every IPv4 address of a scenario is also 2001:db8:: with its 32 bits: 198.18.10.1 is 2001:db8::c612:a01.
Scenarios are described in test/lab/README.md.
)";

namespace {

bool parse_number(const std::string& text, std::uint64_t& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

class parser {
public:
    parser(const std::vector<std::string>& arguments, std::string& error) : words_(arguments), error_(error) {}

    std::optional<options> parse() {
        if (words_.empty() || words_[0] == "--help" || words_[0] == "-h") return result_;
        static const std::map<std::string, action> actions{
            {"run", action::run}, {"truth", action::truth}, {"targets", action::targets}, {"check", action::check}};
        const auto found = actions.find(words_[0]);
        if (found == actions.end()) return fail("expected run, truth, targets or check instead of " + words_[0]);
        result_.what = found->second;
        for (next_ = 1; next_ < words_.size();) {
            if (!take_word()) return std::nullopt;
        }
        if (result_.scenario.empty()) return fail("expected the file of a scenario");
        if (result_.what == action::run && result_.rest.empty()) return fail("expected -- and a command to run");
        return result_;
    }

private:
    std::optional<options> fail(std::string reason) {
        error_ = std::move(reason);
        return std::nullopt;
    }

    bool take_word() {
        const std::string& word = words_[next_++];
        if (word == "--") {
            result_.rest.assign(words_.begin() + static_cast<std::ptrdiff_t>(next_), words_.end());
            next_ = words_.size();
            return true;
        }
        if (word.starts_with("--")) return take_option(word);
        if (result_.scenario.empty())
            result_.scenario = word;
        else if (result_.what == action::truth)
            result_.rest.push_back(word);
        else
            return fail("unexpected argument " + word).has_value();
        return true;
    }

    bool take_option(const std::string& name) {
        if (next_ == words_.size()) return fail(name + " needs a value").has_value();
        const std::string& value = words_[next_++];
        if (name == "--stats" && result_.what == action::run) return result_.stats_file = value, true;
        if (name == "--log" && result_.what == action::run) return result_.log_file = value, true;
        if (name == "--family") return take_family(value);
        std::uint64_t number = 0;
        if (name != "--seed" && name != "--limit" && name != "--spread")
            return fail("unknown option " + name).has_value();
        if (!parse_number(value, number))
            return fail(name + ": expected a whole number instead of " + value).has_value();
        if (name == "--seed")
            result_.seed = number;
        else
            (name == "--limit" ? result_.limit : result_.spread) = number;
        return true;
    }

    bool take_family(const std::string& value) {
        static const std::map<std::string, family> families{
            {"ipv4", family::ipv4}, {"ipv6", family::ipv6}, {"both", family::both}};
        const auto found = families.find(value);
        if (found == families.end())
            return fail("--family: expected ipv4, ipv6 or both instead of " + value).has_value();
        result_.addresses = found->second;
        return true;
    }

    const std::vector<std::string>& words_;
    std::string& error_;
    options result_;
    std::size_t next_ = 1;
};

}  // namespace

std::optional<options> parse_options(const std::vector<std::string>& arguments, std::string& error) {
    return parser(arguments, error).parse();
}

}  // namespace lab
