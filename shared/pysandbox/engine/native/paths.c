/* Which path a program may open: bytes in, an answer out, no Python.
 *
 * The process stays in the run's directory, nothing can put a link there, and the folders that may be read hold none
 * that leads out: so a path without «..» leads where it says.
 */
#include "paths.h"

#include <string.h>
#include <sys/stat.h>

enum path_answer
path_append_byte(struct path *path, char byte)
{
    if (byte == '\0') {
        return PATH_REFUSED;
    }
    if (path->length + 1 >= sizeof path->bytes) {
        return PATH_TOO_LONG;
    }
    path->bytes[path->length++] = byte;
    path->bytes[path->length] = '\0';
    return PATH_ALLOWED;
}

enum path_answer
path_append(struct path *path, uint32_t character)
{
    char encoded[4];
    size_t length = 0;
    if (character < 0x80) {
        encoded[length++] = (char)character;
    } else if (character >= 0xDC80 && character <= 0xDCFF) {
        encoded[length++] = (char)(character & 0xFF);
    } else if (character >= 0xD800 && character <= 0xDFFF) {
        return PATH_REFUSED;
    } else {
        if (character < 0x800) {
            encoded[length++] = (char)(0xC0 | character >> 6);
        } else {
            if (character < 0x10000) {
                encoded[length++] = (char)(0xE0 | character >> 12);
            } else {
                encoded[length++] = (char)(0xF0 | character >> 18);
                encoded[length++] = (char)(0x80 | (character >> 12 & 0x3F));
            }
            encoded[length++] = (char)(0x80 | (character >> 6 & 0x3F));
        }
        encoded[length++] = (char)(0x80 | (character & 0x3F));
    }
    enum path_answer answer = PATH_ALLOWED;
    for (size_t i = 0; i < length && answer == PATH_ALLOWED; i++) {
        answer = path_append_byte(path, encoded[i]);
    }
    return answer;
}

bool
path_leads_up(const char *path)
{
    for (const char *part = path; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (part[0] == '.' && part[1] == '.' && (part[2] == '/' || part[2] == '\0')) {
            return true;
        }
    }
    return false;
}

static bool
is_below(const char *path, const char *folder)
{
    return strncmp(path, folder, strlen(folder)) == 0;
}

/* Whether `path` names `own` itself, which ends with a slash, without that: what os.getcwd() says. */
static bool
is_itself(const char *path, const char *own)
{
    size_t length = strlen(own) - 1;
    return strncmp(path, own, length) == 0 && path[length] == '\0';
}

enum path_answer
path_decide(const struct path *path, const char *own, const struct folders *readable, int writes)
{
    struct stat status;
    if (path_leads_up(path->bytes)) {
        return PATH_REFUSED;
    }
    if (path->bytes[0] != '/' || is_below(path->bytes, own) || is_itself(path->bytes, own)) {
        return PATH_ALLOWED;
    }
    if (writes) {
        return PATH_REFUSED;
    }
    for (size_t i = 0; i < readable->count; i++) {
        if (is_below(path->bytes, readable->names[i])) {
            if (stat(path->bytes, &status) < 0) {
                return PATH_FAILED;
            }
            /* Never a folder: no event tells of `dir_fd`, and a name relative to one of these would pass above. */
            return S_ISREG(status.st_mode) ? PATH_ALLOWED : PATH_REFUSED;
        }
    }
    return PATH_REFUSED;
}
