#include "lab/pack.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#define LEVEL 3

/* RFC 8878, 3.1.1, little-endian. JSON and captures begin otherwise; bytes that begin so
 * are packed always, and so come out as they went in. */
static const unsigned char magic[] = { 0x28, 0xb5, 0x2f, 0xfd };

struct packer {
	ZSTD_CCtx *in;
	ZSTD_DCtx *out;
	char *room;
	size_t size;
};

struct packer *packer_new(void)
{
	struct packer *packer = calloc(1, sizeof(*packer));

	if (!packer)
		return NULL;
	packer->in = ZSTD_createCCtx();
	packer->out = ZSTD_createDCtx();
	if (!packer->in || !packer->out) {
		packer_free(packer);
		return NULL;
	}
	return packer;
}

void packer_free(struct packer *packer)
{
	if (!packer)
		return;
	ZSTD_freeCCtx(packer->in);
	ZSTD_freeDCtx(packer->out);
	free(packer->room);
	free(packer);
}

static int make_room(struct packer *packer, size_t size)
{
	char *room;

	if (size <= packer->size)
		return 0;
	room = realloc(packer->room, size);
	if (!room)
		return -ENOMEM;
	packer->room = room;
	packer->size = size;
	return 0;
}

static int is_frame(const void *bytes, size_t size)
{
	return size >= sizeof(magic) && !memcmp(bytes, magic, sizeof(magic));
}

int pack(struct packer *packer, const void *bytes, size_t size, const void **ret,
	 size_t *ret_size)
{
	size_t most = ZSTD_compressBound(size), packed;
	int error = make_room(packer, most);

	if (error)
		return error;
	packed = ZSTD_compressCCtx(packer->in, packer->room, most, bytes, size, LEVEL);
	if (ZSTD_isError(packed))
		return -EIO;
	*ret = packer->room;
	*ret_size = packed;
	if (packed >= size && !is_frame(bytes, size)) {
		*ret = bytes;
		*ret_size = size;
	}
	return 0;
}

int unpack(struct packer *packer, const void *bytes, size_t size, size_t most,
	   const char **ret, size_t *ret_size)
{
	size_t found = size;
	int error;

	if (is_frame(bytes, size)) {
		unsigned long long told = ZSTD_getFrameContentSize(bytes, size);

		if (told == ZSTD_CONTENTSIZE_ERROR || told == ZSTD_CONTENTSIZE_UNKNOWN)
			return -EBADMSG;
		if (told > most)
			return -EFBIG;
		error = make_room(packer, (size_t)told + 1);
		if (error)
			return error;
		found = ZSTD_decompressDCtx(packer->out, packer->room, (size_t)told, bytes, size);
		if (ZSTD_isError(found) || found != told)
			return -EBADMSG;
	} else {
		error = size > most ? -EFBIG : make_room(packer, size + 1);
		if (error)
			return error;
		memcpy(packer->room, bytes, size);
	}
	packer->room[found] = '\0';
	*ret = packer->room;
	*ret_size = found;
	return 0;
}
