"""What is measured: scenarios of test/lab/scenarios, each for one question."""

SCENARIOS = (
    "clean16",  # nothing in the way: how near to one round trip
    "silent20",  # hops that never answer: how long are they waited for
    "dead12",  # a target that never answers: when is that believed
    "loss10",  # lost answers: are they asked for again
    "slow_hop",  # one answer long after all others: is it still taken
    "limited",  # routers with a budget: does the tracer stay within it
    "prohibited12",  # a refusal: is it the end at once
    "near3",  # hardly any delay: what the program itself costs
    "diamonds",  # branches chosen by flow: are only real links shown
    "hundred",  # many targets at once
    "hundred_limited",  # many targets behind routers with a budget
)
