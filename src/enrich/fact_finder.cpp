#include "enrich/fact_finder.hpp"

#include <utility>

#include "enrich/cymru.hpp"
#include "enrich/dns_names.hpp"

namespace tracerouter::enrich {

using boost::asio::ip::address;

void fact_finder::look_up(const address& address) {
    if (entries_.contains(address) || !make_room()) return;
    auto& created = entries_[address];
    oldest_first_.push_back(address);
    find_locally(address, created.facts);
    if (!asks_dns(address, created.facts)) return;
    if (active_ < max_active) return ask(address);
    created.open = 1;
    queue_.push_back(address);
}

bool fact_finder::settled(const address& address) const {
    const auto found = entries_.find(address);
    return found == entries_.end() || found->second.open == 0;
}

const address_facts* fact_finder::find(const address& address) const {
    const auto found = entries_.find(address);
    return found == entries_.end() ? nullptr : &found->second.facts;
}

/// False if even the oldest address is still asked about.
bool fact_finder::make_room() {
    if (entries_.size() < max_addresses) return true;
    if (!settled(oldest_first_.front())) return false;
    entries_.erase(oldest_first_.front());
    oldest_first_.pop_front();
    return true;
}

void fact_finder::find_locally(const address& address, address_facts& facts) {
    if (wishes_.names) facts.name = sources_.hosts.find(address);
    if (wishes_.as_numbers && sources_.as_numbers) sources_.as_numbers->find_as(address, facts);
    if (sources_.places) sources_.places->find_place(address, facts);
}

bool fact_finder::wants_name(const address_facts& facts) const {
    return wishes_.names && !facts.name;
}

bool fact_finder::wants_origin(const address& address) const {
    return wishes_.as_numbers && !sources_.as_numbers && !is_local(address);
}

bool fact_finder::asks_dns(const address& address, const address_facts& facts) const {
    return sources_.dns && (wants_name(facts) || wants_origin(address));
}

void fact_finder::ask(const address& address) {
    ++active_;
    auto& asked = entries_.at(address);
    const bool name = wants_name(asked.facts);
    const bool origin = wants_origin(address);
    asked.open = static_cast<unsigned>(name) + static_cast<unsigned>(origin);
    if (name) {
        sources_.dns->async_pointers(reverse_name(address), [this, address](const records& found) {
            if (!found.empty()) entries_.at(address).facts.name = found.front();
            close_question(address);
        });
    }
    if (origin) {
        sources_.dns->async_texts(origin_name(address),
                                  [this, address](const records& found) { take_origin(address, found); });
    }
}

void fact_finder::take_origin(const address& address, const records& found) {
    auto& facts = entries_.at(address).facts;
    facts.asn = parse_origin(found);
    if (facts.asn && wishes_.as_names) return ask_as_name(address, *facts.asn);
    close_question(address);
}

void fact_finder::ask_as_name(const address& address, std::uint32_t asn) {
    if (as_names_.size() == max_as_names && !as_names_.contains(asn)) return close_question(address);
    auto& as = as_names_[asn];
    if (as.known) {
        entries_.at(address).facts.as_name = as.name;
        return close_question(address);
    }
    as.waiting.push_back(address);
    if (as.waiting.size() > 1) return;
    sources_.dns->async_texts(as_name_name(asn), [this, asn](const records& found) { take_as_name(asn, found); });
}

void fact_finder::take_as_name(std::uint32_t asn, const records& found) {
    auto& as = as_names_[asn];
    as.known = true;
    if (!found.empty()) as.name = parse_as_name(found.front());
    for (const auto& address : std::exchange(as.waiting, {})) {
        entries_.at(address).facts.as_name = as.name;
        close_question(address);
    }
}

void fact_finder::close_question(const address& address) {
    if (--entries_.at(address).open > 0) return;
    --active_;
    if (!queue_.empty()) {
        const auto next = queue_.front();
        queue_.pop_front();
        ask(next);
    }
    if (listener_) listener_();
}

}  // namespace tracerouter::enrich
