# One function a command.

verb_help() {
    cat <<'TEXT'
./dev demo             build, then trace several targets at once through the simulated internet
./dev trace ARGS...    build, then run tracerouter with these arguments
./dev unit             the fast loop: unit and simulation tests
./dev test             everything that CI runs
./dev lint             formatting and static checks
./dev fuzz [SECONDS]   each fuzz target for this long (10)
./dev bench [ARGS...]  compare with other tracers; --help lists the arguments
./dev bench --bulk     what a probe costs with many targets; --help lists the arguments
./dev bench --micro    what single steps of a probe cost
./dev timing [PATHS]   simulate the rules that end a trace: time against completeness
./dev package          the Debian packages, for apt to install
./dev reference        the reference of the library, for a browser

Missing Debian packages are installed first, with sudo when needed. Logs are in build/log.
TEXT
}

# Builds targets of the release preset quietly, for a command that goes on to run them.
build_to_run() {
    need "${build_packages[@]}"
    local start=$SECONDS
    echo "building (the first time takes a minute or two)"
    if build release "$@" >"$logs/build.log" 2>&1 </dev/null; then
        echo "built in $((SECONDS - start)) s"
    else
        tail -80 "$logs/build.log"
        exit 1
    fi
}

verb_demo() {
    local lab=build/release/test/lab/tracerouter-lab scenario=test/lab/scenarios/demo.json targets
    build_to_run tracerouter tracerouter-lab
    require_namespaces
    mapfile -t targets < <("$lab" targets "$scenario")
    demonstrate "${targets[@]}"
    if hides_names; then
        echo
        echo "dev: in this chroot /etc/hosts and /etc/resolv.conf cannot be replaced, so there are no names"
        demonstrate -n --table 198.18.12.1
    else
        demonstrate -A --table far.example
    fi
}

# Where the root is no mount point, as in most chroots, mounts of a namespace cannot be kept from the rest of the system,
# so the lab makes none.
hides_names() {
    local as_root=(--user --map-root-user)
    ((EUID != 0)) || as_root=()
    ! unshare "${as_root[@]}" --mount --propagation private true 2>/dev/null
}

# Runs tracerouter in the internet of the demo, which has a name server of its own.
demonstrate() {
    local status=0
    printf '\n$ tracerouter %s\n' "$*"
    "$lab" run "$scenario" -- python3 -B test/lab/dns_server.py test/lab/zones/demo.json -- \
        build/release/tracerouter "$@" || status=$?
    ((status <= 1)) || exit "$status"  # 1: a target of the scenario does not answer
}

# The simulated internet lives in namespaces of its own. Says what to do where the system forbids them.
require_namespaces() {
    local as_root=(--user --map-root-user)
    ((EUID != 0)) || as_root=()
    if ! unshare "${as_root[@]}" --net --mount --propagation unchanged true 2>/dev/null; then
        echo "dev: this system does not let you create the network namespace that the simulated internet needs." >&2
        remedy >&2
        exit 1
    fi
    if [[ -e /dev/net/tun && ! -w /dev/net/tun ]]; then
        echo "dev: this system does not let you open /dev/net/tun, which the simulated internet needs." >&2
        echo "     sudo chmod 666 /dev/net/tun     allows it to every user, as is usual; it gives no privileges outside the user's own namespaces" >&2
        exit 1
    fi
}

remedy() {
    local setting value
    for setting in kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0; do
        value=${setting%=*}
        value=$(cat "/proc/sys/${value//.//}" 2>/dev/null) || continue
        [[ $value == "${setting#*=}" ]] || echo "     sudo sysctl $setting     lifts that until the next boot"
    done
    echo "     docs/privileges.md has more, for containers too. Or run this command as root."
}

verb_trace() {
    build_to_run tracerouter >&2
    exec build/release/tracerouter "$@"
}

verb_bench() {
    need "${bench_packages[@]}"
    if [[ ${1-} == --micro ]]; then
        build_to_run tracerouter-micro >&2
        exec build/release/test/bench/tracerouter-micro "${@:2}"
    fi
    build_to_run tracerouter tracerouter-lab tracerouter-raw-limit tracerouter-ring-limit >&2
    require_namespaces
    case ${1-} in
        --bulk) shift && python3 -B test/bench/bulk.py "$@" ;;
        *) python3 -B test/bench/bench.py "$@" ;;
    esac
}

verb_timing() {
    build_to_run tracerouter-timing >&2
    build/release/test/sim/tracerouter-timing "$@"
}

verb_package() {
    need "${build_packages[@]}" "${package_packages[@]}"
    step 'build package' build package && step 'Debian packages' make_packages || true
    finish
}

verb_reference() {
    need "${build_packages[@]}" "${reference_packages[@]}"
    step 'reference' make_reference || true
    finish
}

verb_unit() {
    need "${build_packages[@]}"
    step 'build release' build release test/unit/all test/sim/all &&
        tests 'unit and simulation tests' release -L '^(unit|sim)$' || true
    finish
}

verb_lint() {
    need "${build_packages[@]}" "${clang_packages[@]}" "${lint_packages[@]}"
    lint || true
    finish
}

verb_fuzz() {
    need "${build_packages[@]}" "${clang_packages[@]}"
    step 'build fuzz (clang)' build fuzz test/fuzz/all && fuzz "${1:-10}" || true
    finish
}

verb_test() {
    local sanitized=(tracerouter tracerouter_derived test/unit/all test/sim/all test/async/all test/cli/all test/lab/all)
    local threaded=(test/async/all tracerouter-lab-two_tracers tracerouter-lab-with_server)
    need "${build_packages[@]}" "${clang_packages[@]}" "${lint_packages[@]}" "${lab_packages[@]}" "${package_packages[@]}" \
        "${reference_packages[@]}" "${test_packages[@]}"
    step 'build release (gcc)' build release all &&
        ahead asan "${sanitized[@]}" &&
        tests 'all tests' release || true
    step 'build asan (clang)' behind build asan "${sanitized[@]}" &&
        ahead tsan "${threaded[@]}" && begin check_code &&
        tests 'tests under ASan and UBSan' asan -LE '^(package|rules|bench|lab-rig|lab-examples)$' || true
    step 'coverage of packet and engine' check_coverage || true
    step 'build tsan (clang)' behind build tsan "${threaded[@]}" &&
        tests 'driver and library under TSan' tsan -L '^(async|library)$' || true
    step 'build fuzz (clang)' build fuzz test/fuzz/all &&
        fuzz 5 || true
    lint || true
    finish
}
