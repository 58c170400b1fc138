#include "push/push.h"

#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output/document.h"
#include "push/entry.h"
#include "push/retry.h"
#include "push/spool.h"
#include "scanner/arena.h"
#include "scanner/cmd.h"

/* A scan that a Beaker refused, and that stays in the spool. */
struct refused {
	const char *name, *url, *fqdn;
};

struct push {
	const struct push_request *request;
	struct failure *failure;
	struct arena arena;
	struct spool spool;
	struct http *http;
	struct target target; /* the request's */
	const char *token;    /* for it; NULL: none */
	const char **stopped; /* URLs that nothing more goes to in this run */
	size_t n_stopped;
	struct refused *refused;
	size_t n_refused;
	size_t n_waiting;
	int code;
};

/* Takes `why` over, which may be NULL. */
static bool fail(struct push *push, const char *what, int error, char *why, const char *remedy)
{
	*push->failure = (struct failure){
		.what = what, .error = -error, .detail = why, .remedy = remedy,
	};
	push->code = EXIT_CANNOT;
	return false;
}

static void worsen(struct push *push, int code)
{
	if (code > push->code)
		push->code = code;
}

static bool explain_spool(struct push *push, int error)
{
	char *why = NULL;

	if (asprintf(&why, "%s: %s", push->spool.path,
		     error == -EPERM ? "others than you may enter it, or it is theirs" :
		     error == -EDQUOT ? "too many scans wait there that no lab takes" :
					strerror(-error)) < 0)
		why = NULL;
	return fail(push, "cannot use the spool, so that nothing is sent", error, why,
		    error == -EDQUOT ? "send them with `labscan push --flush`, or remove them" :
		    error == -EPERM ? "use a directory of your own with mode 0700" :
				      "--spool DIR uses another directory");
}

/* ---- what is asked for ---- */

/* A file, and why it cannot be read; NULL without memory. */
static char *why_file(const char *path, int error)
{
	char *why;

	return asprintf(&why, "%s: %s", path, strerror(-error)) < 0 ? NULL : why;
}

static bool check_token(struct push *push)
{
	const char *source = push->request->token ? push->request->token :
						    "LABSCAN_TOKEN in the environment";
	int error = token_read(push->request->token, &push->arena, &push->token);

	if (error == -EBADMSG)
		return fail(push, "this is no bearer token, or more than one", 0, strdup(source),
			    "it has to hold one word, as RFC 6750 has it");
	if (error)
		return fail(push, "cannot read the token", error, why_file(source, error), NULL);
	if (push->token && !push->target.confidential)
		return fail(push, "a token is not sent where others can read along", 0, NULL,
			    "use https://");
	return true;
}

static bool check_request(struct push *push)
{
	const struct push_request *request = push->request;
	const char *why;

	if (!request->url) {
		if (request->token)
			return fail(push, "a token is for one lab: name its URL", 0, NULL, NULL);
		return true;
	}
	if (!target_parse(request->url, &push->arena, &push->target, &why))
		return fail(push, "cannot push", 0, strdup(why), "see labscan-push(8)");
	int error = request->ca && access(request->ca, R_OK) < 0 ? -errno : 0;
	if (error)
		return fail(push, "cannot read the authorities to trust", error,
			    why_file(request->ca, error), NULL);
	/* Nor is it told the environment's, which is for another lab. */
	if (push->target.beaker)
		return !request->token ||
		       fail(push, "Beaker takes no token", 0, NULL, "leave --token out");
	return check_token(push);
}

/* ---- sending ---- */

static bool is_stopped(const struct push *push, const char *url)
{
	for (size_t i = 0; i < push->n_stopped; i++)
		if (!strcmp(push->stopped[i], url))
			return true;
	return false;
}

static void set_aside(struct push *push, const char *name)
{
	int error = spool_set_aside(&push->spool, name);

	fprintf(stderr, "labscan: %s/%s is damaged and cannot be sent: %s%s\n",
		push->spool.path, name, error ? "it stays: " : "set aside as .bad",
		error ? strerror(-error) : "");
	worsen(push, EXIT_CANNOT);
}

/* Beaker keeps one inventory of a host. What it refused before the one that it has now
 * would, once it is taken, put back what the host was then. */
static void drop_outdated(struct push *push, const struct entry *entry)
{
	for (size_t i = 0; i < push->n_refused; i++) {
		struct refused *old = &push->refused[i];

		if (!old->name || strcmp(old->url, entry->url) || strcmp(old->fqdn, entry->fqdn))
			continue;
		int error = spool_remove(&push->spool, old->name);
		if (error) {
			fprintf(stderr, "labscan: %s/%s is outdated, and cannot be removed: %s\n",
				push->spool.path, old->name, strerror(-error));
			worsen(push, EXIT_CANNOT);
			continue;
		}
		fprintf(stderr, "labscan: %s: an older scan that it had refused is outdated, and removed\n",
			entry->url);
		push->n_waiting--;
		old->name = NULL;
	}
}

static void keep_refused(struct push *push, const char *name, const struct entry *entry)
{
	*arena_add(&push->arena, push->refused, push->n_refused) = (struct refused){
		.name = arena_print(&push->arena, "%s", name),
		.url = arena_print(&push->arena, "%s", entry->url),
		.fqdn = arena_print(&push->arena, "%s", entry->fqdn),
	};
}

static void settle(struct push *push, const char *name, const struct entry *entry,
		   bool beaker, const struct outcome *outcome)
{
	if (outcome->delivery == DELIVERED) {
		fprintf(stderr, "labscan: %s has the scan %s\n", entry->url, entry->id);
		/* First: one that is left alone by a kill here would be sent after this one. */
		if (beaker)
			drop_outdated(push, entry);
		int error = spool_remove(&push->spool, name);
		if (error) {
			fprintf(stderr, "labscan: %s/%s cannot be removed, and will be sent again: %s\n",
				push->spool.path, name, strerror(-error));
			worsen(push, EXIT_CANNOT);
		}
		return;
	}
	push->n_waiting++;
	fprintf(stderr, "labscan: %s: %s\n", entry->url, outcome->why);
	worsen(push, outcome->delivery == REFUSED ? EXIT_NO : EXIT_CANNOT);
	if (outcome->delivery == LATER || outcome->delivery == UNREACHABLE)
		*arena_add(&push->arena, push->stopped, push->n_stopped) =
			arena_print(&push->arena, "%s", entry->url);
	else if (beaker)
		keep_refused(push, name, entry);
}

static struct outcome send_entry(struct push *push, const struct entry *entry,
				 const struct target *target, const char *document,
				 struct arena *arena)
{
	const struct push_request *request = push->request;
	struct parcel parcel = {
		.target = *target,
		.id = entry->id,
		.fqdn = entry->fqdn,
		.token = push->token,
		.document = document,
		.ca = request->ca ? request->ca : entry->ca,
		.timeout_seconds = request->timeout_seconds,
	};

	if (!parcel.token && entry->token && token_read(entry->token, arena, &parcel.token))
		return (struct outcome){ .delivery = UNREACHABLE,
					 .why = arena_print(arena, "its token cannot be read: %s",
							    entry->token) };
	return retry_deliver(push->http, &parcel, request->retries, arena);
}

/* Whether the head of a file says where it goes, as add() wrote it. */
static bool read_head(const char *head, struct arena *arena, struct entry *ret,
		      struct target *ret_target)
{
	const char *why;

	return entry_read(head, arena, ret) && target_parse(ret->url, arena, ret_target, &why) &&
	       (ret->fqdn || !ret_target->beaker);
}

static void send_file(struct push *push, const char *name)
{
	struct arena arena = { .chunks = NULL };
	char *head, *document;
	struct entry entry;
	struct target target;
	int error = spool_read(&push->spool, name, &arena, &head, &document);

	if (error == -EBADMSG || (!error && !read_head(head, &arena, &entry, &target))) {
		set_aside(push, name);
	} else if (error) {
		fprintf(stderr, "labscan: cannot read %s/%s: %s\n", push->spool.path, name,
			strerror(-error));
		worsen(push, EXIT_CANNOT);
	} else if (push->request->url && strcmp(push->request->url, entry.url)) {
		; /* for another lab */
	} else if (is_stopped(push, entry.url)) {
		push->n_waiting++;
	} else {
		struct outcome outcome = send_entry(push, &entry, &target, document, &arena);

		settle(push, name, &entry, target.beaker, &outcome);
	}
	arena_free(&arena);
}

static bool start_sending(struct push *push)
{
	const char *why = NULL;
	int error = push->http ? 0 : http_open(&push->arena, &push->http, &why);

	if (error)
		return fail(push, "cannot send, and what is in the spool stays there", error,
			    why ? strdup(why) : NULL, NULL);
	if (push->spool.sending >= 0)
		return true;
	error = spool_lock(&push->spool, false);
	if (error == -EWOULDBLOCK) {
		fputs("labscan: waiting for another labscan, which is sending\n", stderr);
		error = spool_lock(&push->spool, true);
	}
	return error ? explain_spool(push, error) : true;
}

static void send_waiting(struct push *push)
{
	struct spool_names names = { .n = 0 };

	if (!start_sending(push))
		return;
	int error = spool_list(&push->spool, &names);
	if (error) {
		explain_spool(push, error);
		return;
	}
	push->n_waiting = 0;
	for (size_t i = 0; i < names.n; i++)
		send_file(push, names.names[i]);
}

/* ---- adding ---- */

/* The host's name for Beaker; NULL when there is none that its server takes. */
static const char *choose_fqdn(const struct push *push, struct json_object *document)
{
	const char *name = push->request->fqdn ? push->request->fqdn :
						 document_text(document, "system.hostname");

	if (!name || !name[0])
		return NULL;
	for (const char *c = name; *c; c++)
		if (*c <= ' ' || *c > '~')
			return NULL;
	return name;
}

/* For another run, which has another working directory; NULL for what has no path, such as
 * a pipe. */
static char *absolute(const char *path)
{
	return path ? realpath(path, NULL) : NULL;
}

static bool add(struct push *push, struct json_object *document)
{
	const struct push_request *request = push->request;
	char *ca = absolute(request->ca), *token = absolute(request->token);
	const struct entry entry = {
		.id = document_text(document, "scan.id"),
		.url = request->url,
		.fqdn = choose_fqdn(push, document),
		.ca = ca, .token = token,
	};
	const char *head = entry_write(&entry, &push->arena);
	const char *text = json_object_to_json_string_ext(
		document, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);

	free(ca);
	free(token);
	if (!entry.fqdn && push->target.beaker)
		return fail(push, "this host has no name that Beaker takes", 0, NULL,
			    "give it one with --fqdn");
	int error = spool_add(&push->spool, entry.id, head, text);
	if (error == -EDQUOT) {
		/* What the lab takes now makes room. */
		send_waiting(push);
		error = spool_add(&push->spool, entry.id, head, text);
	}
	return error ? explain_spool(push, error) : true;
}

static void run(struct push *push, struct json_object *document)
{
	const char *path = push->request->spool;

	if (!check_request(push))
		return;
	push->spool.path = path ? path : spool_path(&push->arena);
	if (!push->spool.path) {
		fail(push, "there is no home to keep the spool in", 0, NULL, "use --spool DIR");
		return;
	}
	int error = spool_open(push->spool.path, &push->arena, &push->spool);
	if (error) {
		explain_spool(push, error);
		return;
	}
	if (!document || add(push, document))
		send_waiting(push);
	if (push->n_waiting)
		fprintf(stderr, "labscan: %zu of the scans in %s still wait; the next push or "
				"`labscan push --flush` sends them\n",
			push->n_waiting, push->spool.path);
}

int push_run(const struct push_request *request, struct json_object *document,
	     struct failure *failure)
{
	struct push push = {
		.request = request,
		.failure = failure,
		.spool = { .directory = -1, .sending = -1 },
		.code = EXIT_YES,
	};

	run(&push, document);
	http_close(push.http);
	spool_close(&push.spool);
	arena_free(&push.arena);
	return push.code;
}
