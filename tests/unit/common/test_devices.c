// SPDX-License-Identifier: BSD-2-Clause
/* Tests for common/tee_devices.c */

#include <sys/stat.h>
#include <unistd.h>

#include "shell.h"
#include "tee_devices.h"
#include "tee_uuid.h"
#include "unit.h"

#define OPTEE_UUID "486178e0-e7f8-11e3-bc5e-0002a5d5c51b"

/* fake root directory */
static char *tree;

static int make_tree(void **state)
{
	(void)state;
	tree = strdup("/tmp/gtee-devices-XXXXXX");
	return tree && mkdtemp(tree) ? 0 : -1;
}

static int remove_tree(void **state)
{
	(void)state;
	run("rm -rf '%s'", tree);
	free(tree);
	tree = NULL;
	return 0;
}

/* Write a device attribute, after creating the device if need be. */
static void set(const char *device, const char *attribute, const char *text)
{
	run("mkdir -p '%s/sys/class/tee/%s' && printf '%%s\\n' '%s' >'%s/sys/class/tee/%s/%s'",
	    tree, device, text, tree, device, attribute);
}

static void add_optee(const char *device, const char *capabilities)
{
	set(device, "driver_name", "optee");
	set(device, "driver_type", "trustzone");
	set(device, "driver_version", "1.2");
	set(device, "conduit", "smc");
	set(device, "os_name", "OP-TEE");
	set(device, "os_uuid", OPTEE_UUID);
	set(device, "os_version", "4.5");
	set(device, "os_build", "");
	set(device, "capabilities", capabilities);
	set(device, "max_params", "127");
	set(device, "max_sessions", "0");
	set(device, "max_shm_size", "4294967296");
	set(device, "max_threads", "2");
}

static void add_tsp(const char *device)
{
	set(device, "driver_name", "tsp");
	set(device, "os_name", "TSP");
	set(device, "os_uuid", "00000000-0000-0000-0000-000000000000");
	set(device, "capabilities", "0x0000000100000000");
}

static size_t list_devices(struct tee_device_info **list)
{
	size_t count;

	assert_int_equal(tee_devices_list_below(tree, list, &count), 0);
	return count;
}

static void none_where_there_is_no_class(void **state)
{
	struct tee_device_info *list = (void *)1;

	(void)state;
	assert_int_equal(list_devices(&list), 0);
	assert_null(list);
	run("mkdir -p '%s/sys/class/tee'", tree);
	assert_int_equal(list_devices(&list), 0);
	assert_null(list);
}

static void reads_the_whole_identity(void **state)
{
	struct tee_device_info *list;
	uint8_t uuid[TEE_UUID_LEN];

	(void)state;
	add_optee("tee0", "0x0000007b0000000d");
	assert_int_equal(list_devices(&list), 1);
	assert_true(list[0].has_identity);
	assert_false(list[0].privileged);
	assert_int_equal(list[0].number, 0);
	assert_string_equal(list[0].path, "/dev/tee0");
	assert_int_equal(list[0].identity.size, sizeof(list[0].identity));
	assert_true(list[0].identity.capabilities == 0x0000007b0000000d);
	assert_true(list[0].identity.max_shm_size == 4294967296);
	assert_int_equal(list[0].identity.driver_type, TEE_DRIVER_TYPE_TRUSTZONE);
	assert_int_equal(list[0].identity.max_params, 127);
	assert_int_equal(list[0].identity.max_sessions, 0);
	assert_int_equal(list[0].identity.max_threads, 2);
	assert_string_equal(list[0].identity.driver_name, "optee");
	assert_string_equal(list[0].identity.driver_version, "1.2");
	assert_string_equal(list[0].identity.conduit, "smc");
	assert_string_equal(list[0].identity.os_name, "OP-TEE");
	assert_string_equal(list[0].identity.os_version, "4.5");
	assert_string_equal(list[0].identity.os_build, "");
	assert_int_equal(tee_uuid_parse(OPTEE_UUID, uuid), 0);
	assert_memory_equal(list[0].identity.os_uuid, uuid, sizeof(uuid));
	free(list);
}

static void clients_first_then_by_number(void **state)
{
	static const char *const order[] = { "/dev/tee0", "/dev/tee2", "/dev/tee10",
					     "/dev/teepriv0", "/dev/teepriv10" };
	struct tee_device_info *list;

	(void)state;
	add_optee("teepriv10", "0x2");
	add_optee("tee10", "0x1");
	add_optee("teepriv0", "0x2");
	add_tsp("tee2");
	add_optee("tee0", "0x1");
	/* None of these is a TEE device. */
	run("cd '%s/sys/class/tee' && mkdir tee teepriv tee01 teeprivx teex0 tee4294967296", tree);
	assert_int_equal(list_devices(&list), 5);
	for (size_t n = 0; n < 5; n++)
		assert_string_equal(list[n].path, order[n]);
	assert_false(list[2].privileged);
	assert_true(list[3].privileged);
	assert_int_equal(list[4].number, 10);
	free(list);
}

/* Long text gets truncated, a bad number reads as 0 and missing text as "". */
static void takes_odd_attributes_without_harm(void **state)
{
	char text[200];
	struct tee_device_info *list;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	set("tee0", "driver_name", "odd");
	set("tee0", "os_name", text);
	set("tee0", "os_uuid", text);
	set("tee0", "driver_type", "elsewhere");
	set("tee0", "max_params", "12 apples");
	set("tee0", "max_threads", "99999999999");
	set("tee0", "capabilities", "0xfffffffffffffffff");
	assert_int_equal(list_devices(&list), 1);
	assert_int_equal(strlen(list[0].identity.os_name), TEE_IDENTITY_NAME_LEN - 1);
	assert_int_equal(list[0].identity.os_uuid[0], 0);
	assert_int_equal(list[0].identity.driver_type, TEE_DRIVER_TYPE_UNKNOWN);
	assert_int_equal(list[0].identity.max_params, 0);
	assert_int_equal(list[0].identity.max_threads, 0);
	assert_true(list[0].identity.capabilities == 0);
	assert_string_equal(list[0].identity.conduit, "");
	free(list);
}

/*
 * Upstream has implementation_id and nothing else. The capabilities would have to
 * come from the device node itself, but ours is a regular file, so that fails.
 */
static void a_kernel_without_identities(void **state)
{
	struct tee_device_info *list;

	(void)state;
	set("tee0", "implementation_id", "1");
	set("teepriv0", "implementation_id", "1");
	set("tee1", "dev", "254:1");
	run("mkdir '%s/dev' && : >'%s/dev/tee0'", tree, tree);
	assert_int_equal(list_devices(&list), 3);
	assert_false(list[0].has_identity);
	assert_string_equal(list[0].identity.driver_name, "optee");
	assert_true(list[0].identity.capabilities == 0);
	assert_string_equal(list[1].identity.driver_name, "");
	assert_true(list[2].identity.capabilities == TEE_GEN_CAP_PRIVILEGED);
	assert_string_equal(list[2].identity.driver_name, "optee");
	assert_string_equal(list[2].identity.os_name, "");
	free(list);
}

static void what_cannot_be_read_is_an_error(void **state)
{
	struct tee_device_info *list;
	size_t count;

	(void)state;
	run("mkdir -p '%s/sys/class' && : >'%s/sys/class/tee'", tree, tree);
	assert_int_equal(tee_devices_list_below(tree, &list, &count), -ENOTDIR);
	assert_null(list);
	assert_int_equal(count, 0);
}

static struct tee_device_info device(const char *os, const char *driver, __u64 capabilities)
{
	struct tee_device_info info = { .number = 3, .has_identity = true,
					.path = "/dev/tee3" };

	info.identity.capabilities = capabilities;
	strcpy(info.identity.os_name, os);
	strcpy(info.identity.driver_name, driver);
	return info;
}

static void selectors(void **state)
{
	static const struct {
		const char *selector;
		int matches;
	} cases[] = {
		{ NULL, 1 }, { "", 1 },
		{ "/dev/tee3", 1 }, { "tee3", 1 }, { "TEE3", 1 },
		{ "/dev/tee4", 0 }, { "tee33", 0 }, { "teepriv3", 0 },
		{ "tos:OP-TEE", 1 }, { "tos:op-tee", 1 }, { "TOS:op-tee", 1 },
		{ "tos:" OPTEE_UUID, 1 }, { "tos:486178E0-E7F8-11E3-BC5E-0002A5D5C51B", 1 },
		{ "tos:OP", 0 }, { "tos:OP-TEES", 0 }, { "tos:optee", 0 },
		{ "driver:optee", 1 }, { "driver:OPTEE", 1 }, { "driver:OP-TEE", 0 },
		{ "name:optee", 1 }, { "name:op-tee", 1 }, { "name:tsp", 0 },
		{ "tos:op-tee,driver:optee", 1 }, { "tee3,name:optee,tos:op-tee", 1 },
		{ "tos:op-tee,driver:tsp", 0 }, { "tos:tsp,driver:optee", 0 },
		{ "tos:", -EINVAL }, { "driver:", -EINVAL }, { "name:", -EINVAL },
		{ "optee", -EINVAL }, { "optee-tz", -EINVAL }, { "/dev/null", -EINVAL },
		{ "/dev/", -EINVAL }, { "tee", -EINVAL }, { "teepriv", -EINVAL },
		{ "tee3x", -EINVAL }, { "tee03", -EINVAL }, { "tee4294967299", -EINVAL },
		{ "/dev//dev/tee3", -EINVAL }, { ",", -EINVAL }, { "tee3,", -EINVAL },
		{ ",tee3", -EINVAL }, { "tee4,nonsense", -EINVAL },
		{ "os:op-tee", -EINVAL }, { " tee3", -EINVAL },
	};
	struct tee_device_info info = device("OP-TEE", "optee", TEE_GEN_CAP_GP);

	(void)state;
	assert_int_equal(tee_uuid_parse(OPTEE_UUID, info.identity.os_uuid), 0);
	for (size_t n = 0; n < sizeof(cases) / sizeof(cases[0]); n++) {
		int matches = tee_device_matches(&info, cases[n].selector);

		if (matches != cases[n].matches)
			fail_msg("'%s': %d", cases[n].selector ?: "NULL", matches);
	}
}

static void only_a_globalplatform_tee_is_the_default(void **state)
{
	struct tee_device_info info = device("TSP", "tsp", TEE_CAP_SESSION);

	(void)state;
	assert_int_equal(tee_device_matches(&info, NULL), 0);
	assert_int_equal(tee_device_matches(&info, "tos:tsp"), 1);
	/* The TSP has no UUID. Don't let the nil UUID match it. */
	assert_int_equal(tee_device_matches(&info, "tos:00000000-0000-0000-0000-000000000000"), 0);
}

static void nothing_means_a_supplicants_device(void **state)
{
	struct tee_device_info info = device("OP-TEE", "optee",
					     TEE_GEN_CAP_GP | TEE_GEN_CAP_PRIVILEGED);

	(void)state;
	info.privileged = true;
	strcpy(info.path, "/dev/teepriv3");
	assert_int_equal(tee_device_matches(&info, NULL), 0);
	assert_int_equal(tee_device_matches(&info, "tos:op-tee"), 0);
	assert_int_equal(tee_device_matches(&info, "tee3"), 0);
	assert_int_equal(tee_device_matches(&info, "teepriv3"), 0);
	assert_int_equal(tee_device_matches(&info, "nonsense"), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define in_a_tree(test) cmocka_unit_test_setup_teardown(test, make_tree, remove_tree)
		in_a_tree(none_where_there_is_no_class),
		in_a_tree(reads_the_whole_identity),
		in_a_tree(clients_first_then_by_number),
		in_a_tree(takes_odd_attributes_without_harm),
		in_a_tree(a_kernel_without_identities),
		in_a_tree(what_cannot_be_read_is_an_error),
		cmocka_unit_test(selectors),
		cmocka_unit_test(only_a_globalplatform_tee_is_the_default),
		cmocka_unit_test(nothing_means_a_supplicants_device),
	};

	return cmocka_run_group_tests_name("tee_devices", tests, NULL, NULL);
}
