// SPDX-License-Identifier: BSD-2-Clause
/* User-space controls for the OP-TEE model */

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "counters.h"
#include "harness.h"
#include "model.h"

#define MAX_MISCHIEFS	64

const uint8_t some_uuid[UUID_LEN] = { 1, 2, 3 };

unsigned int model_mischiefs(const struct mischief **list)
{
	static struct mischief mischiefs[MAX_MISCHIEFS];
	static unsigned int count;
	struct mischief *m = mischiefs;
	FILE *file = count ? NULL : fopen(OPTEE_MODEL_DIR "mischiefs", "r");

	while (file && count < MAX_MISCHIEFS &&
	       fscanf(file, "%u %63s %x %x %d %d", &m->number, m->name, &m->answer,
		      &m->rpc_ret, &m->err, &m->rpc_arg) == 6) {
		m++;
		count++;
	}
	if (file)
		fclose(file);
	*list = mischiefs;
	return count;
}

const struct mischief *model_find_mischief(const char *name)
{
	const struct mischief *list;
	unsigned int count = model_mischiefs(&list);

	for (; count; count--, list++)
		if (!strcmp(list->name, name))
			return list;
	FAIL("no mischief '%s'", name);
}

void model_set_knob(const char *name, unsigned int value)
{
	char path[128], text[16];

	snprintf(path, sizeof(path), OPTEE_MODEL_DIR "knobs/%s", name);
	snprintf(text, sizeof(text), "%u", value);
	CHECK_MSG(!write_text(path, text), "%s: %s", path, errno_name(errno));
}

const char *model_device(void)
{
	static char name[32];
	char path[64], text[64];

	for (int i = 0; i < 16; i++) {
		snprintf(name, sizeof(name), "tee%d", i);
		snprintf(path, sizeof(path), "/sys/class/tee/%s/os_build", name);
		if (read_text(path, text, sizeof(text)) && !strncmp(text, "00090de1", 8))
			return name;
	}
	return NULL;
}

bool model_can_be_opened(void)
{
	const char *name = model_device();
	char path[64];

	snprintf(path, sizeof(path), "/dev/%s", name ? name : "");
	return name && !access(path, R_OK | W_OK);
}

long model_attribute(const char *name)
{
	char path[128], text[32];

	CHECK_MSG(model_device(), "the model has no device");
	snprintf(path, sizeof(path), "/sys/class/tee/%s/%s", model_device(), name);
	CHECK_MSG(read_text(path, text, sizeof(text)), "cannot read %s", path);
	return strtol(text, NULL, 10);
}

int model_open(void)
{
	const char *name = model_device();
	char path[64];

	CHECK_MSG(name, "the model has no device");
	snprintf(path, sizeof(path), "/dev/%s", name);
	return (int)CHECK_OK(open(path, O_RDWR | O_CLOEXEC));
}

void model_opens_a_session(void)
{
	int fd = model_open();

	CHECK_OK(call_close(fd, session_open(fd, some_uuid)));
	CHECK_OK(close(fd));
}

/*
 * The supplicant's device may be numbered differently from the clients' device,
 * so look for one with the same parent.
 */
int model_open_supplicant(void)
{
	char path[320], parent[512], of_model[512];
	ssize_t n, m;

	CHECK_MSG(model_device(), "the model has no device");
	snprintf(path, sizeof(path), "/sys/class/tee/%s/device", model_device());
	m = CHECK_OK(readlink(path, of_model, sizeof(of_model)));
	for (int i = 0; i < 16; i++) {
		snprintf(path, sizeof(path), "/sys/class/tee/teepriv%d/device", i);
		n = readlink(path, parent, sizeof(parent));
		if (n != m || memcmp(parent, of_model, (size_t)n))
			continue;
		snprintf(path, sizeof(path), "/dev/teepriv%d", i);
		return (int)CHECK_OK(open(path, O_RDWR | O_CLOEXEC));
	}
	FAIL("the model has no device for its supplicant");
}

const char *model_platform_device(void)
{
	static char name[256];
	struct dirent *entry;
	DIR *dir = opendir(PLATFORM "devices");

	CHECK(dir);
	while ((entry = readdir(dir)))
		if (!strncmp(entry->d_name, "optee.", 6))
			snprintf(name, sizeof(name), "%s", entry->d_name);
	closedir(dir);
	CHECK_MSG(name[0], "no platform device of the model's");
	return name;
}

int model_bind(void)
{
	return write_text(DRIVER "bind", model_platform_device());
}

void model_unbind(void)
{
	if (model_device())
		CHECK_OK(write_text(DRIVER "unbind", model_platform_device()));
	CHECK_EQ(model_counter("regions"), 0);
	CHECK_EQ(model_counter("sessions"), 0);
	CHECK_EQ(model_counter("threads"), 0);
}

static const char *const all_knobs[] = {
	"bad_uid", "reserved", "revision", "refuse_caps", "no_shm", "no_rpc_arg", "rpc_params",
	"threads", "no_thread_count", "max_key", "same_session", "register_ret", "slow_us",
	"hang", "no_threads", "restart", "enumeration", "first_enumeration", "slow_unregister",
};

void model_bind_with(const char *name, unsigned int value)
{
	model_unbind();
	for (size_t i = 0; i < sizeof(all_knobs) / sizeof(*all_knobs); i++)
		model_set_knob(all_knobs[i], 0);
	if (name)
		model_set_knob(name, value);
	CHECK_OK(model_bind());
}

void model_invoke_mischief(int fd, const struct mischief *mischief, struct invoke_arg *invoke)
{
	uint32_t session = session_open(fd, some_uuid);
	int id, shm = (int)CHECK_OK(shm_alloc(fd, PAGE, &id));

	invoke_arg_init(invoke, session, CMD_MISCHIEF + mischief->number, 2);
	param_value(&invoke->params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT, 0, 0, 0);
	param_value(&invoke->params[1], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, PAGE,
		    (uint64_t)id);
	if (mischief->err)
		CHECK_ERRNO(call_invoke(fd, invoke), mischief->err);
	else
		CHECK_OK(call_invoke(fd, invoke));
	CHECK_OK(close(shm));
	CHECK_OK(call_close(fd, session));
}

void model_call_mischief(void *name)
{
	struct invoke_arg invoke;

	model_invoke_mischief(model_open(), model_find_mischief(name), &invoke);
}
