/* hostRequires: as XML that the fuzzer writes itself, or that its bytes choose the parts of;
 * and what a host made of the same bytes answers. */
#include <assert.h>
#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "match/beaker.h"
#include "match/explain.h"
#include "match/match.h"
#include "scanner/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Words of the language, for those that a fuzzer would take days to find. */
static const char *const elements[] = {
	"and", "or", "not", "cpu", "system", "disk", "key_value", "device", "hypervisor",
	"arch", "pool", "diskspace", "diskcount", "memory", "processors", "model", "speed",
	"flag", "hyper", "size", "vendor", "last_inventoried", "added", "auto_prov", "other",
	"compatible_with_distro",
};
static const char *const ops[] = {
	"==", "!=", "like", "&lt;", "&lt;=", "&gt;", "&gt;=", "~",
};
static const char *const values[] = {
	"1", "0", "", "vmx", "%a%", "_", "9223372036854775808", "-1e999", "2024-01-31", "x86_64",
	"\\", "true", "\t ", "&#x85;", "1.5",
};

struct input {
	const uint8_t *data;
	size_t size;
};

static uint8_t next(struct input *input)
{
	if (!input->size)
		return 0;
	input->size--;
	return *input->data++;
}

#define WORD(words, input) ((words)[next(input) % (sizeof(words) / sizeof((words)[0]))])

/* As deep as it is told. NOLINTNEXTLINE(misc-no-recursion) */
static void write_element(struct input *input, int depth, FILE *out)
{
	const char *name = WORD(elements, input);
	uint8_t choice = next(input);

	fprintf(out, "<%s", name);
	if (choice & 1)
		fprintf(out, " op=\"%s\"", WORD(ops, input));
	if (choice & 2)
		fprintf(out, " value=\"%s\"", WORD(values, input));
	if (choice & 4)
		fprintf(out, " key=\"%s\"", choice & 8 ? "MODULE" : "NR_DISKS");
	if (choice & 16)
		fprintf(out, " units=\"%s\" driver=\"a\"", choice & 8 ? "TiB" : "?");
	if (choice & 32)
		fprintf(out, " arch=\"%s\" osmajor=\"a\"", WORD(values, input));
	fputc('>', out);
	for (unsigned n = choice >> 6; n && depth && input->size; n--)
		write_element(input, depth - 1, out);
	fprintf(out, "</%s>\n", name);
}

static char *write_xml(struct input *input, size_t *ret_size)
{
	enum { DEPTH = 12, MOST = 256 };
	char *text = NULL;
	FILE *out = open_memstream(&text, ret_size);

	assert(out);
	fputs("<hostRequires>", out);
	for (int i = 0; i < MOST && input->size; i++)
		write_element(input, DEPTH, out);
	fputs("</hostRequires>", out);
	fclose(out);
	return text;
}

static void ask(struct requirements *requirements, struct json_object *host,
		struct arena *arena)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert(out);
	enum requirement_answer answer = match_ask(requirements, host, arena);
	assert(match_ask(requirements, host, arena) == answer);
	for (size_t i = 0; i < requirements->n_hosts; i++) {
		const struct requirement *root = requirements->hosts[i].root;

		assert(root->truth <= (MAY_BE_FALSE | MAY_BE_NULL | MAY_BE_TRUE));
		explain_print(root, out);
		explain_warn(root, "file", out);
	}
	struct json_object *explained = explain_json(requirements, answer);
	assert(json_object_to_json_string(explained));
	json_object_put(explained);
	fclose(out);
	free(text);
}

/* What was pushed is the bytes, or what a host pushes. */
static struct json_object *make_host(const char *text)
{
	static const char pushed[] =
		"{\"MODULE\":[\"a\",null,3],\"NR_DISKS\":2,\"HVM\":true,\"Cpu\":{\"processors\":2,"
		"\"cores\":1,\"speed\":1.5,\"CpuFlags\":[\"vmx\"]},\"Disk\":{\"Disks\":[{\"size\":"
		"\"1000\"},{\"size\":9223372036854775807},{\"size\":[]}]},\"Devices\":[{\"driver\":"
		"\"a\"},7],\"Arch\":[\"x86_64\"],\"memory\":\"12\",\"vendor\":{}}";
	struct json_object *given = json_tokener_parse(text);
	struct json_object *object = given ? given : json_tokener_parse(pushed);
	struct json_object *host = beaker_host(object, object, given);

	json_object_put(object);
	return host;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { NULL };
	struct requirements requirements;
	struct input input = { data, size };
	bool raw = next(&input) & 1;
	size_t xml_size = 0;
	char *written = raw ? NULL : write_xml(&input, &xml_size);
	const char *text = arena_print(&arena, "%.*s", (int)size, (const char *)data);
	struct json_object *host = make_host(text);

	beaker_read(raw ? (const char *)input.data : written, raw ? input.size : xml_size, &arena,
		    &requirements);
	assert(requirements.error || requirements.n_hosts);
	if (!requirements.error)
		ask(&requirements, host, &arena);
	json_object_put(host);
	free(written);
	arena_free(&arena);
	return 0;
}
