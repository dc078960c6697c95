#!/bin/sh
# consume.sh WAY SOURCE BUILD: builds and runs a program that gets the library by find_package from an installed tree, by
# add_subdirectory from the source (as a shared library), or by pkg-config. All of it outside of the source tree.
set -eu
way=$1 source=$2 build=$3
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cp "$source"/test/package/*.cpp "$here"

install_and_move() {
    cmake --install "$build" --prefix "$here/first" >/dev/null
    mv "$here/first" "$here/installed"
}

with_cmake() {
    cp "$source/test/package/$way/CMakeLists.txt" "$here"
    cmake -S "$here" -B "$here/build" -G Ninja "$@"
    cmake --build "$here/build" -j "$(nproc)"
    "$here/build/consumer"
}

find_package() {
    install_and_move
    with_cmake "-DCMAKE_PREFIX_PATH=$here/installed"
}

add_subdirectory() {
    with_cmake "-DTRACEROUTER_SOURCE_DIR=$source" -DBUILD_SHARED_LIBS=ON
    test -e "$here/build/tracerouter/src/libtracerouter.so"
}

pkg_config() {
    install_and_move
    description=$(find "$here/installed" -name tracerouter.pc)
    flags=$(pkg-config --define-variable=prefix="$here/installed" --cflags --libs "$description")
    # shellcheck disable=SC2086  # flags are words
    c++ -std=c++20 "$here/main.cpp" $flags -o "$here/consumer"
    "$here/consumer"
}

"$way"
