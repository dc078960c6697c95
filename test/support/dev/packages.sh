# Debian packages: what each command needs, and how it gets there. `a|b` takes the first that the system has.

readonly build_packages=(
    g++ cmake ninja-build pkg-config python3
    'libboost1.81-dev|libboost-dev' 'libboost-program-options1.81-dev|libboost-program-options-dev'
    libc-ares-dev libcap-dev libmaxminddb-dev zlib1g-dev libzstd-dev libspdlog-dev libgtest-dev libgmock-dev
)
readonly lab_packages=(iproute2)
readonly clang_packages=(clang-16 libclang-rt-16-dev llvm-16)
readonly lint_packages=(clang-format-16 clang-tidy-16 shellcheck)
readonly package_packages=(dpkg-dev libcap2-bin lintian)
readonly reference_packages=(doxygen)
readonly test_packages=(
    fish graphviz iptables iputils-ping jc libbenchmark-dev libnet-traceroute-perl mandoc mtr-tiny nmap python3-jsonschema scamper
    tcpdump
    traceroute zsh zstd
)
readonly bench_packages=(
    dublin-traceroute inetutils-traceroute iproute2 iputils-tracepath lft libbenchmark-dev mtr-tiny nmap scamper
    tcptraceroute traceroute
)

need() {
    local wanted missing=()
    for wanted in "$@"; do
        any_installed "$wanted" || missing+=("$wanted")
    done
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

any_installed() {
    local name
    for name in ${1//|/ }; do
        [[ $(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null) == installed ]] && return
    done
    return 1
}

install_packages() {
    local as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || refuse_install "$@"
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get -q update >"$logs/apt.log" 2>&1 || true  # an old list may still do
    local names
    mapfile -t names < <(for wanted in "$@"; do first_available "$wanted"; done)
    echo "installing ${names[*]}" >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -qy -o DPkg::Lock::Timeout=300 install --no-install-recommends "${names[@]}" >>"$logs/apt.log" 2>&1 ||
        { tail -20 "$logs/apt.log" >&2 && exit 1; }
}

first_available() {
    local name
    for name in ${1//|/ }; do
        apt-cache show "$name" >/dev/null 2>&1 && break
    done
    echo "$name"
}

refuse_install() {
    echo "dev: these Debian packages are missing, and there is no sudo to install them: $*" >&2
    exit 1
}
