// SPDX-License-Identifier: BSD-2-Clause
/* Helpers to drive tee_fake from user space */

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fake_driver.h"
#include "harness.h"
#include "tee.h"

void fake_control(const char *word)
{
	CHECK_MSG(!write_text(FAKE "control", word), "control %s: %s", word,
		  errno_name(errno));
}

void fake_set_knob(const char *name, unsigned int value)
{
	char path[128], text[16];

	snprintf(path, sizeof(path), FAKE "knobs/%s", name);
	snprintf(text, sizeof(text), "%u", value);
	CHECK_MSG(!write_text(path, text), "%s: %s", path, errno_name(errno));
}

long fake_counter(const char *name)
{
	char text[2048];
	const char *at;
	size_t len = strlen(name);

	CHECK(read_text(FAKE "counters", text, sizeof(text)));
	for (at = text; at; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (!strncmp(at, name, len) && at[len] == ' ')
			return strtol(at + len, NULL, 10);
	}
	FAIL("no counter '%s'", name);
}

int fake_open_nth(int nth, char *name, size_t size)
{
	struct tee_ioctl_version_data vers;
	char path[32];

	for (int i = 0; i < 16; i++) {
		int fd;

		snprintf(path, sizeof(path), "/dev/tee%d", i);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (!ioctl(fd, TEE_IOC_VERSION, &vers) &&
		    vers.impl_id == FAKE_IMPL_ID && !nth--) {
			if (name)
				snprintf(name, size, "tee%d", i);
			return fd;
		}
		close(fd);
	}
	return -1;
}

int fake_open(void)
{
	int fd;

	write_text(FAKE "control", "unregister2");
	write_text(FAKE "control", "unminimal");
	write_text(FAKE "control", "reset");
	write_text(FAKE "control", "register");
	fake_control("reset");
	fd = fake_open_nth(0, NULL, 0);
	CHECK_MSG(fd >= 0, "the fake device does not open");
	return fd;
}

void fake_wait_for_counter(const char *name, long value)
{
	for (int i = 0; fake_counter(name) != value; i++) {
		CHECK_MSG(i < 2000, "%s: expected %ld, got %ld", name, value,
			  fake_counter(name));
		sleep_ms(5);
	}
}

static void timed_call(void *arg)
{
	(void)arg;
	write_text(FAKE "control", "timed_call");
}

void fake_abandon_timed_call(unsigned int seconds)
{
	pid_t pid;

	fake_set_knob("invoke_hang", 1);
	pid = child_start(timed_call, NULL);
	fake_wait_for_counter("invokes_running", 1);
	kill(pid, SIGKILL);
	child_wait(pid, seconds, "a killed process in a timed call");
}

void fake_release_invokes(void)
{
	fake_set_knob("invoke_hang", 0);
	fake_control("release");
	fake_wait_for_counter("invokes_running", 0);
}
