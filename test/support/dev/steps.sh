# Steps of work: one line each, output in a log, shown when the step fails. Results are summed up for the last line.

passed=0 failed=0 skipped=0

# step TITLE COMMAND...: counts as one result. A log line that starts with ":: " is shown beside the title.
step() {
    local title=$1 log start=$SECONDS
    shift
    log=$(log_of "$title")
    if "$@" >"$log" 2>&1 </dev/null; then
        passed=$((passed + 1))
        say ok "$title" "$start" "$(sed -n 's/^:: //p' "$log")"
    else
        failed=$((failed + 1))
        say FAIL "$title" "$start" "$log"
        tail -80 "$log"
        return 1
    fi
}

# ahead PRESET TARGET...: builds while tests run, with what they leave of the processors; behind COMMAND... waits for it.
ahead() {
    begin build "$@"
}

declare -A begun=()

# begin COMMAND [ARGUMENT...]: runs it beside others, with what they leave of the processors.
begin() {
    (chrt --idle --pid 0 "$BASHPID" && "$@") >"$(log_of "ahead-$1-${2-}")" 2>&1 </dev/null &
    begun[$1]=$!
}

# end COMMAND: what it has said and whether it went well; runs it if it was not begun.
end() {
    if [[ -z ${begun[$1]-} ]]; then
        "$1"
        return
    fi
    local status=0
    wait "${begun[$1]}" || status=$?
    cat "$(log_of "ahead-$1-")"
    return $status
}

behind() {
    [[ -z ${begun[build]-} ]] || wait "${begun[build]}" || true  # what failed there fails again
    "$@"
}

# Tests in the lab mostly wait for answers: two of them keep a processor busy, and fewer with sanitizers, which compute.
# Others say how many of these they take.
tests_at_once() {
    [[ $1 == release ]] && echo $((2 * $(nproc))) || echo $(((3 * $(nproc) + 1) / 2))
}

# tests TITLE PRESET [CTEST OPTION...]: every test counts.
tests() {
    local title=$1 preset=$2 log results start=$SECONDS status=0
    shift 2
    log=$(log_of "$title")
    results=${log%.log}.xml
    rm -f "$results"
    ctest --preset "$preset" -j "$(tests_at_once "$preset")" --output-junit "$PWD/$results" "$@" >"$log" 2>&1 </dev/null || status=$?
    count_results "$results" "$status"
    if ((status == 0)); then
        say ok "$title" "$start" "$summary"
        list_of Skipped "$log"
    else
        say FAIL "$title" "$start" "$summary, $log"
        failures_of "$log"
        return 1
    fi
}

# count_results JUNIT_FILE STATUS: adds to the sums. A failure outside of any test counts as one.
count_results() {
    local all bad skip
    all=$(attribute tests "$1") bad=$(attribute failures "$1")
    skip=$(($(attribute skipped "$1") + $(attribute disabled "$1")))
    (($2 == 0 || bad > 0)) || bad=1 all=$((all + 1))
    passed=$((passed + all - bad - skip)) failed=$((failed + bad)) skipped=$((skipped + skip))
    summary="$((all - bad - skip)) passed"
    ((bad == 0)) || summary+=", $bad failed"
    ((skip == 0)) || summary+=", $skip skipped"
}

# attribute NAME JUNIT_FILE: a number from the head of the file, which comes before the first test case.
attribute() {
    local value
    value=$(sed -n "/<testcase/q; s/.*[[:space:]]$1=\"\([0-9]*\)\".*/\1/p" "$2" 2>/dev/null | head -1)
    echo "${value:-0}"
}

say() {
    printf '%-4s  %-32s %4s s  %s\n' "$1" "$2" "$((SECONDS - $3))" "${4:-}"
}

log_of() {
    echo "$logs/${1//[^[:alnum:]]/-}.log"
}

# What failing tests printed: ctest shows it right after their line.
failures_of() {
    sed -n '/\*\*\*[^S]/,/^[[:space:]]*Start /{s/ \.\.\.\.*/ /; /^[[:space:]]*Start /!p}' "$1" | head -300
    list_of 'Failed\|Timeout\|SEGFAULT\|Subprocess aborted\|Not Run' "$1"
}

# list_of STATES LOG: the tests that ctest lists at its end as being in one of these states.
list_of() {
    sed -n "s/^[[:space:]]*[0-9]* - \(.*\) (\($1\)).*/      \2: \1/p" "$2"
}

# The last line of a run; fails when anything did.
finish() {
    ((skipped == 0)) || echo "$skipped skipped"
    echo "$passed passed, $failed failed"
    ((failed == 0))
}
