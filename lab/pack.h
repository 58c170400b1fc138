/* Bytes as they are kept: a frame of zstd, or themselves where that would be longer. */
#pragma once

#include <stddef.h>

struct packer;
struct packer *packer_new(void); /* NULL: out of memory */
void packer_free(struct packer *packer);

/* Lives until the next call. 0 or -errno. */
int pack(struct packer *packer, const void *bytes, size_t size, const void **ret,
	 size_t *ret_size);
/* The same, back; a NUL is behind it that is not counted. No more than `most` bytes:
 * -EFBIG; -EBADMSG when it is damaged. */
int unpack(struct packer *packer, const void *bytes, size_t size, size_t most,
	   const char **ret, size_t *ret_size);
