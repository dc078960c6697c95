#include "host/page_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/last_error.hpp"

namespace tracerouter::host {
namespace {

using boost::system::error_code;

error_code write_page(int file, std::string_view page) {
    while (!page.empty()) {
        const auto written = ::write(file, page.data(), page.size());
        if (written >= 0) {
            page.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            return last_error();
        }
    }
    return {};
}

/// No file can be made or renamed there: by the folder's rights, by the jail, or because something is in the way.
bool is_refusal(const error_code& error) {
    return error == boost::system::errc::permission_denied || error == boost::system::errc::operation_not_permitted ||
           error == boost::system::errc::read_only_file_system || error == boost::system::errc::file_exists;
}

}  // namespace

boost::system::result<std::unique_ptr<page_file>> page_file::open(const std::string& path) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0) return last_error();
    std::unique_ptr<page_file> opened{new page_file{file}};
    struct stat status {};
    if (::fstat(file, &status) != 0) return last_error();
    opened->regular_ = S_ISREG(status.st_mode);
    opened->mode_ = status.st_mode & 0777;
    if (opened->regular_) opened->find_folder(path);
    return opened;
}

// Through links: the file that they lead to is replaced, not the link.
void page_file::find_folder(const std::string& path) {
    std::error_code error;
    const auto place = std::filesystem::canonical(path, error);
    if (error) return;
    folder_ = place.parent_path().string();
    name_ = place.filename().string();
    folder_access_ = net::file_descriptor{::open(folder_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    if (!folder_access_.is_open()) folder_.clear();
}

error_code page_file::replace(std::string_view page) {
    if (folder_.empty()) return write_in_place(page);
    const error_code error = write_beside(page);
    return is_refusal(error) ? write_in_place(page) : error;
}

// The name beside has another ending: collectors read all files of one. What an earlier run has left there goes, and
// nothing that others put there is written to.
error_code page_file::write_beside(std::string_view page) {
    const std::string beside = '.' + name_ + ".new";
    const int folder = folder_access_.get();
    ::unlinkat(folder, beside.c_str(), 0);
    constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    net::file_descriptor made{::openat(folder, beside.c_str(), flags, mode_)};
    if (!made.is_open()) return last_error();
    error_code error = write_page(made.get(), page);
    if (!error && ::renameat(folder, beside.c_str(), folder, name_.c_str()) != 0) error = last_error();
    if (!error) {
        file_ = std::move(made);
    } else {
        ::unlinkat(folder, beside.c_str(), 0);
    }
    return error;
}

// The end is cut off last: a page that is as long as the one before never becomes shorter in between.
error_code page_file::write_in_place(std::string_view page) {
    if (!regular_) return write_page(file_.get(), page);
    if (::lseek(file_.get(), 0, SEEK_SET) != 0) return last_error();
    if (const error_code error = write_page(file_.get(), page)) return error;
    return ::ftruncate(file_.get(), static_cast<off_t>(page.size())) == 0 ? error_code{} : last_error();
}

}  // namespace tracerouter::host
