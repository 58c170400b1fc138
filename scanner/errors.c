#include "scanner/errors.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

/* Beyond all errors that the kernel knows (include/linux/err.h). */
#define MAX_ERRNO 4095

/* What reading files below /sys, /proc, /dev and /run can end with. */
static const struct {
	int number;
	const char *name;
} rows[] = {
#define ERROR(name) { name, #name },
	ERROR(EACCES) ERROR(EAGAIN) ERROR(EBADMSG) ERROR(EBUSY) ERROR(ECONNREFUSED)
	ERROR(EFAULT) ERROR(EFBIG) ERROR(EINTR) ERROR(EINVAL) ERROR(EIO) ERROR(EISDIR)
	ERROR(ELOOP) ERROR(EMFILE) ERROR(ENAMETOOLONG) ERROR(ENFILE) ERROR(ENODATA)
	ERROR(ENODEV) ERROR(ENOENT) ERROR(ENOMEM) ERROR(ENOSYS) ERROR(ENOTCONN)
	ERROR(ENOTDIR) ERROR(ENOTSUP) ERROR(ENXIO) ERROR(EOVERFLOW) ERROR(EPERM)
	ERROR(EPIPE) ERROR(EPROTO) ERROR(ERANGE) ERROR(EREMOTEIO) ERROR(EROFS)
	ERROR(ESHUTDOWN) ERROR(ESTALE) ERROR(ETIME) ERROR(ETIMEDOUT) ERROR(ETXTBSY)
	ERROR(EXDEV)
#undef ERROR
};

const char *error_name(int error)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].number == error)
			return rows[i].name;
	return "EUNKNOWN";
}

int error_number(const char *name)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!strcmp(rows[i].name, name))
			return rows[i].number;
	return MAX_ERRNO;
}
