# The checks beside the tests. Each function below is a step or a row of steps.

# build PRESET [TARGET...]
build() {
    local preset=$1
    shift
    cmake --preset "$preset" && cmake --build --preset "$preset" --parallel "$(nproc)" --target "${@:-all}" -- --quiet
}

# The packages lie in build; lintian must find no error in them.
make_packages() {
    rm -f build/*tracerouter*.deb build/package/debian-packages/*.deb
    cpack --config build/package/CPackConfig.cmake -B build/package/debian-packages &&
        mv build/package/debian-packages/*.deb build &&
        lintian --fail-on error --allow-root build/*.deb &&
        echo ":: sudo apt install $(echo ./build/tracerouter_*.deb)"
}

# Fails where a public name has no docstring.
make_reference() {
    build release tracerouter_reference && echo ":: build/release/reference/html/index.html"
}

lint() {
    step 'clang-format' check_format || true
    step 'shellcheck' shellcheck -x dev .ci/run src/debian/postinst test/package/consume.sh || true
    step 'clang-tidy' end check_code
}

check_format() {
    find include src test docs/examples -name '*.[hc]pp' -print0 | xargs -0 clang-format-16 --dry-run -Werror
}

# With the compile commands of a preset that uses clang: several files at a time, as they are compiled.
check_code() {
    [[ -e build/asan/build.ninja ]] || cmake --preset asan >/dev/null || return
    check_using || return
    run-clang-tidy-16 -quiet -p build/asan -j "$(nproc)" "^$PWD/(build/asan/src/.*/Unity|src)/" 2>&1 |
        sed '/^clang-tidy-16 /d; /warnings\? generated/d'
}

# Whether a file uses what it names by `using` shows only when it is looked at alone.
check_using() {
    grep -rlE '^ *using +[A-Za-z0-9_:]+::[A-Za-z0-9_]+;' src --include='*.cpp' |
        xargs -P "$(nproc)" -n 2 clang-tidy-16 -quiet -p build/asan --checks='-*,misc-unused-using-decls'
}

# fuzz SECONDS: each target that long, from its seeds in the repository and from what former runs found.
fuzz() {
    local seeds status=0
    for seeds in test/fuzz/corpus/*; do
        step "fuzz ${seeds##*/}, $1 s" fuzz_one "${seeds##*/}" "$1" "$seeds" || status=1
    done
    return $status
}

fuzz_one() {
    local found=build/fuzz/found/$1
    mkdir -p "$found"
    "build/fuzz/test/fuzz/tracerouter-fuzz-$1" -max_total_time="$2" -timeout=5 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/$1-" "$found" "$3" || return
    echo ":: $(find "$found" -type f | wc -l) inputs found so far"
}

readonly coverage_floor=95

# Lines of the pure rooms that unit and simulation tests reach, as the last run under ASan has written it.
check_coverage() {
    local folder=build/asan/coverage programs=(build/asan/test/{unit/packet/tracerouter-unit-packet,unit/engine/tracerouter-unit-engine,sim/tracerouter-sim})
    llvm-profdata-16 merge --sparse "$folder"/tracerouter-{unit-packet,unit-engine,sim}.profraw -o "$folder/all.profdata" &&
        llvm-cov-16 export --summary-only --instr-profile "$folder/all.profdata" "${programs[0]}" "${programs[@]/#/--object=}" \
            src/packet src/engine >"$folder/summary.json" &&
        python3 - "$folder/summary.json" "$coverage_floor" <<'PROGRAM'
import json, sys
lines = json.load(open(sys.argv[1]))["data"][0]["totals"]["lines"]["percent"]
print(f":: {lines:.1f}% of lines")
sys.exit(lines < float(sys.argv[2]))
PROGRAM
}
