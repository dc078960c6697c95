#include "engine/kept_reply.hpp"

namespace tracerouter::engine {

kept_reply::kept_reply(const reply& said)
    : responder(said.responder),
      kind(said.kind),
      arrived(said.arrived),
      nat_(said.nat),
      late_(said.late),
      extensions_malformed_(said.extensions_malformed),
      received_stamp_(said.received_stamp) {
    icmp_type_.keep(said.icmp_type);
    icmp_code_.keep(said.icmp_code);
    reply_ttl_.keep(said.reply_ttl);
    reply_id_ = said.reply_id.value_or(0);
    has_reply_id_ = said.reply_id.has_value();
    ttl_quoted_.keep(said.ttl_quoted);
    tos_quoted_.keep(said.tos_quoted);
    if (said.mtu || !said.mpls.empty() || !said.interfaces.empty() || !said.extensions.empty()) {
        details_ = std::make_unique<details>(details{said.mtu, said.mpls, said.interfaces, said.extensions});
    }
}

void kept_reply::unpack(reply& out) const {
    out.responder = responder;
    out.kind = kind;
    out.arrived = arrived;
    out.icmp_type = icmp_type_.said();
    out.icmp_code = icmp_code_.said();
    out.reply_ttl = reply_ttl_.said();
    if (has_reply_id_) out.reply_id = reply_id_;
    out.ttl_quoted = ttl_quoted_.said();
    out.tos_quoted = tos_quoted_.said();
    out.nat = nat_;
    out.late = late_;
    out.extensions_malformed = extensions_malformed_;
    out.received_stamp = received_stamp_;
    if (!details_) return;
    out.mtu = details_->mtu;
    out.mpls = details_->mpls;
    out.interfaces = details_->interfaces;
    out.extensions = details_->extensions;
}

}  // namespace tracerouter::engine
