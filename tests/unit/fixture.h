/* What unit tests take from outside: their files, and the rights they run with. */
#pragma once

/* A file of the tests (path from the top of the tree) as text, for a row's content;
 * the caller frees it. A missing one ends the test. */
char *read_fixture(const char *path);

/* Between these two the process may read what anyone may, also when root runs it. */
void unprivileged_begin(void);
void unprivileged_end(void);
