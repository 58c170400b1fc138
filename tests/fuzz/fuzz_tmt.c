/* YAML that asks for hardware, asked of a host that has some. */
#include <json-c/json.h>
#include <stdlib.h>

#include "match/match.h"
#include "match/tmt.h"
#include "scanner/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char host_text[] =
	"{\"arch\":\"x86_64\",\"hostname\":null,\"memory\":8589934592,"
	"\"cpu\":{\"cores\":4,\"flag\":[\"avx\"],\"unknown\":{\"model\":{}}},"
	"\"disk\":[{\"size\":1,\"driver\":\"nvme\"},{\"size\":2,\"unknown\":{\"driver\":{}}}],"
	"\"network\":[],\"gpu\":[{\"vendor\":4318}]}";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { .chunks = NULL };
	struct requirements requirements;
	struct json_object *host = json_tokener_parse(host_text);

	tmt_read((const char *)data, size, &arena, &requirements);
	/* Either it can be used, or it is said why not. */
	if (!requirements.error == !requirements.n_hosts)
		abort();
	if (!requirements.error)
		match_ask(&requirements, host, &arena);
	for (size_t i = 0; i < requirements.n_hosts; i++)
		if (requirements.hosts[i].root->truth == 0)
			abort();
	json_object_put(host);
	arena_free(&arena);
	return 0;
}
