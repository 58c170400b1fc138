/* What changed between two documents, in words: each way of a difference, and pairs of
 * real ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <json-c/json.h>

#include "lab/diff.h"
#include "scanner/arena.h"

/* The lines that a person sees, each ended. */
static char *lines(struct json_object *before, struct json_object *after)
{
	struct arena arena = { 0 };
	struct changes changes = diff_documents(&arena, before, after);
	char *text = calloc(1, 1);
	size_t heads = 0, size = 0;

	for (size_t i = 0; i < changes.n; i++) {
		const struct change *change = changes.items[i];
		size_t length = strlen(change->words);

		if (change->head || change->detail)
			continue;
		text = realloc(text, size + length + 2);
		memcpy(text + size, change->words, length);
		size += length;
		text[size++] = '\n';
		text[size] = '\0';
		heads++;
	}
	assert_int_equal(heads, changes.heads);
	arena_free(&arena);
	return text;
}

static struct json_object *parse(const char *text)
{
	struct json_object *document = json_tokener_parse(text);

	assert_non_null(document);
	return document;
}

static void says(const char *before, const char *after, const char *expected)
{
	struct json_object *old = parse(before), *new = parse(after);
	char *text = lines(old, new);

	assert_string_equal(text, expected);
	free(text);
	json_object_put(old);
	json_object_put(new);
}

/* Of two samples: the lines are these. */
static void samples_say(const char *before, const char *after, const char *expected)
{
	struct json_object *old = json_object_from_file(before);
	struct json_object *new = json_object_from_file(after);

	assert_non_null(old);
	assert_non_null(new);
	char *text = lines(old, new);

	assert_string_equal(text, expected);
	free(text);
	json_object_put(old);
	json_object_put(new);
}

static void facts_have_names_and_units(void **state)
{
	(void)state;
	says("{'dmi':{'bios_version':'1.2'}}", "{'dmi':{'bios_version':'1.4'}}",
	     "BIOS 1.2 -> 1.4\n");
	says("{'memory':{'installed_bytes':68719476736}}",
	     "{'memory':{'installed_bytes':34359738368}}", "memory 64 GiB -> 32 GiB\n");
	says("{'cpu':{'speed_khz':2400000}}", "{'cpu':{'speed_khz':999000}}",
	     "CPU speed 2.4 GHz -> 999 MHz\n");
	says("{'firmware':{'secure_boot':true}}", "{'firmware':{'secure_boot':false}}",
	     "Secure Boot yes -> no\n");
	says("{'net':[{'mac':'aa','name':'eth0','speed_mbps':1000,'carrier':true}]}",
	     "{'net':[{'mac':'aa','name':'eth0','speed_mbps':10000,'carrier':false}]}",
	     "network eth0: speed 1 Gbit/s -> 10 Gbit/s\nnetwork eth0: link up -> down\n");
	says("{'kernel':{'command_line':'a b  c'}}", "{'kernel':{'command_line':'a c d'}}",
	     "kernel command line: new d; gone b\n");
	says("{'cpu':{'flags':['a','b']}}", "{'cpu':{'flags':['b','a']}}",
	     "CPU flags: another order\n");
}

static void what_diff_def_does_not_have_is_told_by_its_path(void **state)
{
	(void)state;
	says("{'new_section':{'what':{'deep':1}}}", "{'new_section':{'what':{'deep':[1]}}}",
	     "new_section.what.deep: 1 -> [1]\n");
	says("{'new_list':[{'id':'a','x':1},{'id':'b','x':1}]}",
	     "{'new_list':[{'id':'b','x':2},{'id':'c','x':1}]}",
	     "new_list[a] gone\nnew_list[b]: x: 1 -> 2\nnew_list[c] new\n");
	says("{'mixed':[1,{}]}", "{'mixed':[{},1]}", "mixed: [1,{}] -> [{},1]\n");
	says("{'disks':{}}", "{'disks':'none'}", "disks {} -> none\n");
}

static void how_it_was_read_is_no_change(void **state)
{
	(void)state;
	says("{'scan':{'time':'a','id':'1'},'cpu':{'cores':4,'source':{'cores':'/a'}}}",
	     "{'scan':{'time':'b','id':'2'},'cpu':{'cores':4,'source':{'cores':'/b'}}}", "");
}

static void things_are_matched_by_what_they_are(void **state)
{
	(void)state;
	says("{'disks':[{'wwid':'w1','name':'sda'},{'wwid':'w2','name':'sdb'}]}",
	     "{'disks':[{'wwid':'w2','name':'sda'},{'wwid':'w1','name':'sdb'}]}",
	     "disk w1: name sda -> sdb\ndisk w2: name sdb -> sda\n");
	says("{'disks':[{'serial':'WD-123','name':'sda','model':'WDC'}]}", "{'disks':[]}",
	     "disk WD-123 (WDC) gone\n");
	/* Another one at the place of the old. */
	says("{'disks':[{'serial':'A','name':'sda'}]}", "{'disks':[{'serial':'B','name':'sda'}]}",
	     "disk A gone\ndisk B new\n");
	/* One that is known by its name alone is still that one when its serial is told. */
	says("{'disks':[{'serial':null,'name':'sda'}]}", "{'disks':[{'serial':'B','name':'sda'}]}",
	     "disk sda: serial: none -> B\n");
	says("{'pci':[{'address':'0000:01:00.0','vendor_id':1,'device_id':2,'driver':'a'}]}",
	     "{'pci':[{'address':'0000:01:00.0','vendor_id':1,'device_id':3,'driver':'a'}]}",
	     "PCI 0000:01:00.0 gone\nPCI 0000:01:00.0 new\n");
	says("{'net':[{'name':'eth0','mac':'aa'}]}",
	     "{'net':[{'name':'eth0','mac':'aa'},{'name':'eth1','mac':'bb'}]}",
	     "network eth1 (bb) new\n");
	/* A bridge gets its address anew each time it is made. */
	says("{'net':[{'name':'br0','mac':'aa','virtual':true}]}",
	     "{'net':[{'name':'br0','mac':'bb','virtual':true}]}", "network br0: address aa -> bb\n");
}

static void paths_to_one_disk_stay_apart(void **state)
{
	(void)state;
	says("{'disks':[{'wwid':'w','name':'sda','size_bytes':1024},"
	     "{'wwid':'w','name':'sdb','size_bytes':1024},{'wwid':'w','name':'sdc','size_bytes':1024}]}",
	     "{'disks':[{'wwid':'w','name':'sdc','size_bytes':2048},{'wwid':'w','name':'sdb','size_bytes':1024}]}",
	     "disk w gone\ndisk w: size 1 KiB -> 2 KiB\n");
}

static void another_machine_comes_first(void **state)
{
	(void)state;
	says("{'cpu':{'cores':4},'dmi':{'uuid':'u1'}}", "{'cpu':{'cores':8},'dmi':{'uuid':'u2'}}",
	     "another machine answers to this name: UUID u1 -> u2\ncores 4 -> 8\n");
	/* The first time that it is read it is no other. */
	says("{'dmi':{'uuid':null}}", "{'dmi':{'uuid':'u2'}}", "UUID none -> u2\n");
}

static void unknown_is_not_absent(void **state)
{
	const char *told = "{'dmi':{'bios_version':'1.2'}}";
	const char *none = "{'dmi':{'bios_version':null}}";
	const char *unread = "{'dmi':{'bios_version':null,"
			     "'unknown':{'bios_version':{'path':'/sys/b','error':'EACCES'}}}}";
	const char *other = "{'dmi':{'bios_version':null,"
			    "'unknown':{'bios_version':{'path':'/sys/b','error':'EIO'}}}}";

	(void)state;
	says(told, none, "BIOS 1.2 -> none\n");
	says(told, unread, "BIOS no longer readable: EACCES of /sys/b; was 1.2\n");
	says(none, unread, "BIOS no longer readable: EACCES of /sys/b; was none\n");
	says(unread, told, "BIOS readable now: 1.2\n");
	says(unread, none, "BIOS readable now: none\n");
	says(unread, unread, "");
	/* Still not read is a detail: it is in the list, with no line of its own. */
	says(unread, other, "");
	says("{'disks':[{'serial':'A'}]}",
	     "{'disks':null,'unknown':{'disks':{'path':'/sys/block','error':'EIO'}}}",
	     "disks no longer readable: EIO of /sys/block; was 1 disks\n");
}

static void what_a_scan_does_not_tell_is_not_gone(void **state)
{
	(void)state;
	says("{'usb':[],'cpu':{}}", "{'cpu':{'cores':1}}",
	     "cores: the earlier scan does not tell\nUSB devices: the later scan does not tell\n");
	/* An older labscan does not know a fact that this host has not got. */
	says("{'cpu':{}}", "{'cpu':{'cores':null}}", "");
	says("{'cpu':{'cores':null}}", "{'cpu':{}}", "");
}

static void a_verdict_names_its_cause(void **state)
{
	(void)state;
	says("{'iommu':{'state':'enabled','reason':'r','explanation':'fine'}}",
	     "{'iommu':{'state':'off','reason':'option','explanation':'by an option',"
	     "'remove_option':'intel_iommu=off'}}",
	     "IOMMU enabled -> off: intel_iommu=off\n");
	says("{'iommu':{'state':'off','reason':'a','explanation':'x'}}",
	     "{'iommu':{'state':'off','reason':'b','explanation':'by firmware'}}",
	     "IOMMU still off, by another reason: by firmware\n");
}

static void what_many_things_do_is_one_line(void **state)
{
	(void)state;
	says("{'disks':[{'serial':'A'},{'serial':'B'},{'serial':'C'},{'serial':'D'}]}",
	     "{'disks':[]}", "4 disks gone: A, B, C, ...\n");
	says("{'pci':[{'address':'1','driver':'x'},{'address':'2','driver':'x'},"
	     "{'address':'3','driver':'x'},{'address':'4','driver':'x'},{'address':'5','driver':'x'}]}",
	     "{'pci':[{'address':'1','driver':'y'},{'address':'2','driver':'y'},"
	     "{'address':'3','driver':'y'},{'address':'4','driver':'y'},{'address':'5','driver':'z'}]}",
	     "4 PCI functions: driver x -> y: 1, 2, 3, ...\nPCI 5: driver x -> z\n");
}

static void nothing_hostile_gets_into_words(void **state)
{
	(void)state;
	says("{'dmi':{'product':'a'}}", "{'dmi':{'product':'\\u001b[31mred\\nline'}}",
	     "model a -> \\x1b[31mred\\x0aline\n");
	says("{'a\\u001bb':1}", "{'a\\u001bb':2}", "a\\x1bb: 1 -> 2\n");
	says("[]", "{}", "");
}

static void samples_differ_by_what_was_done_to_them(void **state)
{
	(void)state;
	samples_say("samples/intel-6.12.json", "samples/intel-6.12.json", "");
	samples_say("samples/intel-6.12.json", "samples/intel-off-6.12.json",
		    "IOMMU enabled -> off: intel_iommu=off\n"
		    "kernel command line: new intel_iommu=off\n");
	samples_say("samples/intel-off-6.12.json", "samples/intel-6.12.json",
		    "IOMMU off -> enabled: the kernel translates the DMA of devices\n"
		    "kernel command line: gone intel_iommu=off\n");
	samples_say("samples/intel-6.1.json", "samples/intel-6.12.json",
		    "kernel 6.1.0-50-amd64 -> 6.12.107+deb13-amd64\n"
		    "memory of the kernel 457.2 MiB -> 463.8 MiB\n");
	samples_say("samples/intel-6.12.json", "samples/intel-intremap-off-6.12.json",
		    "interrupt remapping enabled -> off: intremap=off\n"
		    "kernel command line: new intremap=off\n"
		    "5 devices: for guests unknown -> blocked: 0000:00:00.0, 0000:00:01.0, "
		    "0000:00:1f.0, ...\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_have_names_and_units),
		cmocka_unit_test(what_diff_def_does_not_have_is_told_by_its_path),
		cmocka_unit_test(how_it_was_read_is_no_change),
		cmocka_unit_test(things_are_matched_by_what_they_are),
		cmocka_unit_test(paths_to_one_disk_stay_apart),
		cmocka_unit_test(another_machine_comes_first),
		cmocka_unit_test(unknown_is_not_absent),
		cmocka_unit_test(what_a_scan_does_not_tell_is_not_gone),
		cmocka_unit_test(a_verdict_names_its_cause),
		cmocka_unit_test(what_many_things_do_is_one_line),
		cmocka_unit_test(nothing_hostile_gets_into_words),
		cmocka_unit_test(samples_differ_by_what_was_done_to_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
