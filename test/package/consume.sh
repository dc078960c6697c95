#!/bin/sh
# consume.sh WAY SOURCE BUILD: builds and runs a program that gets the library by find_package from an installed tree, by
# add_subdirectory from the source (as a shared library), or by pkg-config. All of it outside of the source tree.
# consume.sh examples SOURCE BUILD: docs/examples against an installed tree; one is built, the rest is in our own build.
# consume.sh headers SOURCE BUILD COMPILER: compiles the installed headers, with warnings as errors.
# consume.sh natural SOURCE BUILD COMPILER: calls as users write them first, under ASan and UBSan.
set -eu
way=$1 source=$2 build=$3 compiler=${4-}
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cp "$source"/test/package/*.cpp "$here"

install_and_move() {
    cmake --install "$build" --component library --prefix "$here/first" >/dev/null
    mv "$here/first" "$here/installed"
}

build_with_cmake() {
    [ ! -d "$source/test/package/$way" ] || cp "$source/test/package/$way"/* "$here"
    cmake -S "$here" -B "$here/build" -G Ninja "$@"
    cmake --build "$here/build" -j "$(nproc)"
}

find_package() {
    install_and_move
    build_with_cmake "-DCMAKE_PREFIX_PATH=$here/installed"
    "$here/build/consumer"
}

add_subdirectory() {
    build_with_cmake "-DTRACEROUTER_SOURCE_DIR=$source" -DBUILD_SHARED_LIBS=ON -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=8
    "$here/build/consumer"
    shows_nothing_else "$here/build/tracerouter/src/libtracerouter.so"
}

# Of the shared library four classes are to be seen, and what Boost must have in common on both sides (weak symbols).
shows_nothing_else() {
    nm --dynamic --demangle --defined-only "$1" | cut -d ' ' -f 2- >"$here/symbols"
    grep -q '^T tracerouter::tracer::open(' "$here/symbols"
    grep -v '^[VWu] \|^T tracerouter::\(tracer\|hop_stream\|path_monitor\|hop_statistics\)::' "$here/symbols" >"$here/others" || true
    grep 'tracerouter::\(packet\|engine\|net\|stats\|tracer::impl\|hop_stream::state\|path_monitor::state\|hop_statistics::state\)' "$here/symbols" >>"$here/others" || true
    ! grep . "$here/others"
}

pkg_config() {
    install_and_move
    folder=$(dirname "$(find "$here/installed" -name tracerouter.pc)")
    flags=$(PKG_CONFIG_PATH=$folder pkg-config --cflags --libs tracerouter)
    # shellcheck disable=SC2086  # flags are words
    c++ -std=c++20 "$here/main.cpp" $flags -o "$here/consumer"
    "$here/consumer"
}

# The examples of the documentation, which bring their own CMakeLists.txt.
examples() {
    install_and_move
    cp "$source"/docs/examples/* "$here"
    cmake -S "$here" -B "$here/build" -G Ninja "-DCMAKE_PREFIX_PATH=$here/installed"
    cmake --build "$here/build" --target example-own_channel
    "$here/build/example-own_channel"
}

with_compiler() {
    command -v "$compiler" >/dev/null || { echo "$compiler is not installed" && exit 77; }
    install_and_move
    build_with_cmake "-DCMAKE_PREFIX_PATH=$here/installed" "-DCMAKE_CXX_COMPILER=$compiler"
}

headers() { with_compiler; }

natural() {
    with_compiler
    "$here/build/consumer"
}

"$way"
