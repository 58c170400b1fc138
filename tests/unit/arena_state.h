/* An arena as the state of tests: setup and teardown of cmocka, for one test or for all. */
#pragma once

int start_arena(void **state);
int end_arena(void **state);
