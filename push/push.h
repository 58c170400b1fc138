/* Scans on their way to labs: each is put into the spool before its first byte goes out,
 * and stays there until the lab has it. */
#pragma once

#include <stdbool.h>

struct failure;
struct json_object;

/* What serves unless the user says otherwise. */
#define PUSH_RETRIES 4
#define PUSH_TIMEOUT_SECONDS 60

struct push_request {
	const char *url;      /* as the user names it; NULL with flush: each that a scan is for */
	const char *fqdn;     /* for Beaker; NULL: what the document calls the host */
	const char *spool;    /* directory; NULL: the usual one */
	const char *ca;       /* file of the authorities to trust; NULL: the system's */
	const char *token;    /* file of a bearer token; NULL: the environment's, if any */
	unsigned retries;     /* after a first try that failed */
	unsigned timeout_seconds; /* of one request */
};

/* Puts the document (NULL: none) into the spool and sends all that waits there for
 * the URL, the oldest first. Says on standard error what became of each. An exit code:
 * EXIT_YES when the labs have all, EXIT_NO when one refuses a scan, EXIT_CANNOT when one
 * could not be sent; on EXIT_CANNOT *failure may say why. */
int push_run(const struct push_request *request, struct json_object *document,
	     struct failure *failure);
