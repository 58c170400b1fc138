/* seeds DIR: writes the tests' own tables there, and hardware that tmt asks for, for
 * fuzzers to start from. */
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

/* Something of each kind that there is to be read. */
static const char hardware[] =
	"provision:\n"
	"- hardware:\n"
	"    and:\n"
	"    - cpu: &cpu {cores: '>= 4', flag: [avx, '!= vmx'], model-name: '~ (?i)in[^t]{,4}.*$'}\n"
	"      disk: [{size: 40 GiB}, {driver: \"!~ n\\x76me\"}]\n"
	"    - or:\n"
	"      - cpu: {<<: *cpu, frequency: 2.3 GHz, hyper-threading: 'true'}\n"
	"        memory: 8192\n"
	"      - gpu: {vendor: 0x10de}\n"
	"        device: {driver: mc}\n"
	"        beaker: {pool: x}\n"
	"        tpm: {version: \"2.0\"}\n";

static bool write_hardware(void)
{
	FILE *out = fopen("hardware.yaml", "wb");
	bool written = out && fputs(hardware, out) >= 0;

	if (out && fclose(out))
		written = false;
	if (!written)
		perror("hardware.yaml");
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
	return write_hardware() ? 0 : 1;
}
