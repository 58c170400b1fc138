/* seeds DIR: writes the tests' own tables there, for fuzzers to start from. */
#include <stdio.h>
#include <unistd.h>

#include "tests/unit/sample_tables.h"

static bool write_sample(const struct sample *sample)
{
	struct build build = sample->build();
	FILE *out = fopen(sample->name, "wb");
	bool written;

	build_finish(&build);
	written = out && fwrite(build.bytes, 1, build.size, out) == build.size;
	if (out && fclose(out))
		written = false;
	if (!written)
		perror(sample->name);
	build_free(&build);
	return written;
}

int main(int argc, char **argv)
{
	if (argc != 2 || chdir(argv[1]) < 0) {
		fprintf(stderr, "usage: seeds DIR\n");
		return 2;
	}
	for (size_t i = 0; i < n_samples; i++)
		if (!write_sample(&samples[i]))
			return 1;
	return 0;
}
