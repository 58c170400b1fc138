/* Text of a host in the languages of pictures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "output/escape.h"

static void assert_escaped(void (*escape)(const char *text, FILE *out), const char *text,
			   const char *expected)
{
	char *got = NULL;
	size_t size;
	FILE *out = open_memstream(&got, &size);

	assert_non_null(out);
	escape(text, out);
	fclose(out);
	assert_string_equal(got, expected);
	free(got);
}

static void xml_has_no_tags_quotes_or_entities_of_the_host(void **state)
{
	(void)state;
	assert_escaped(escape_xml, "<script>\"a\" & 'b'</script>",
		       "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;");
	assert_escaped(escape_xml, "&lt;", "&amp;lt;");
}

static void xml_has_only_characters_that_xml_has(void **state)
{
	(void)state;
	assert_escaped(escape_xml, "a\x01\x1b[0m\n\x7f", "a\\x01\\x1b[0m\\x0a\\x7f");
	assert_escaped(escape_xml,
		       "a\xef\xbf\xbe"
		       "b\xef\xbf\xbf",
		       "a\xef\xbf\xbd"
		       "b\xef\xbf\xbd");
	assert_escaped(escape_xml, "Gr\xc3\xbc\xc3\x9f\x65 \xe2\x9c\x93",
		       "Gr\xc3\xbc\xc3\x9f\x65 \xe2\x9c\x93");
}

static void dot_stays_within_its_quotes(void **state)
{
	(void)state;
	assert_escaped(escape_dot, "a\"]; b [label=\"", "a\\\"]; b [label=\\\"");
	assert_escaped(escape_dot, "\\N \\", "\\\\N \\\\");
	assert_escaped(escape_dot, "a\nb", "a\\\\x0ab");
	assert_escaped(escape_dot, "&lt;b&gt; <b>", "&amp;lt;b&amp;gt; <b>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(xml_has_no_tags_quotes_or_entities_of_the_host),
		cmocka_unit_test(xml_has_only_characters_that_xml_has),
		cmocka_unit_test(dot_stays_within_its_quotes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
