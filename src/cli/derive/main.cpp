// tracerouter-derive TEMPLATE FOLDER: writes into the folder what is derived from the table of options, the man page
// with the prose of the template and the completions of the shells. Runs while tracerouter is built.

#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "cli/derive/completion.hpp"
#include "cli/derive/man_page.hpp"

namespace {

std::string read(const std::filesystem::path& path) {
    std::ifstream file;
    file.exceptions(std::ios::failbit | std::ios::badbit);
    file.open(path, std::ios::binary);
    return {std::istreambuf_iterator<char>{file}, {}};
}

void write(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file;
    file.exceptions(std::ios::failbit | std::ios::badbit);
    file.open(path, std::ios::binary);
    file << text << std::flush;
}

}  // namespace

int main(int count, char** words) {
    using namespace tracerouter::cli;
    if (count != 3) {
        std::cerr << "usage: tracerouter-derive TEMPLATE FOLDER\n";
        return 2;
    }
    try {
        const std::filesystem::path folder = words[2];
        write(folder / "tracerouter.1", man_page(read(words[1])));
        write(folder / "tracerouter.bash", bash_completion());
        write(folder / "_tracerouter", zsh_completion());
        write(folder / "tracerouter.fish", fish_completion());
    } catch (const std::exception& error) {
        std::cerr << "tracerouter-derive: " << words[1] << ", " << words[2] << ": " << error.what() << '\n';
        return 1;
    }
    return 0;
}
