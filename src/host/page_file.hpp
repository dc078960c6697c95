#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "net/posix/file_descriptor.hpp"

namespace tracerouter::host {

/// A file that holds one page, which is replaced again and again. Each page is written beside the file and then takes
/// its name, so a reader finds the old page or the new one, whole. Where the folder does not allow that, pages are
/// written in place, and a reader that comes in that moment may find parts of two. What is no regular file gets one
/// page behind the other.
class page_file {
public:
    /// Opens or creates a file. What it holds stays until the first page.
    [[nodiscard]] static boost::system::result<std::unique_ptr<page_file>> open(const std::string& path);

    /// The folder in which files must be made and renamed (jail_openings::replaceable); empty: in none.
    [[nodiscard]] const std::string& folder() const noexcept { return folder_; }

    /// After an error the page before is still there, if it was not written in place.
    boost::system::error_code replace(std::string_view page);

private:
    explicit page_file(int file) noexcept : file_{file} {}

    void find_folder(const std::string& path);
    boost::system::error_code write_beside(std::string_view page);
    boost::system::error_code write_in_place(std::string_view page);

    net::file_descriptor file_;  // what has the name now
    bool regular_ = false;
    mode_t mode_ = 0;
    std::string folder_;
    std::string name_;                        // within the folder
    net::file_descriptor folder_access_{-1};  // by which files in it are named
};

}  // namespace tracerouter::host
