// SPDX-License-Identifier: BSD-2-Clause
/* What softteed costs while nobody calls it: memory, and no processor time at all */

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "doors.h"

/* broker, launcher, zygote and one instance */
#define PROCESSES	4
#define MOST_PROCESSES	8
#define MOST_KIB	(10 * 1024)
#define IDLE_MS		3000
#define SETTLE_MS	20000

/* The sum of the numbers after a label at the beginning of a line, e.g. "Pss:" */
static unsigned long sum_of(const char *path, const char *label)
{
	FILE *file = fopen(path, "re");
	unsigned long sum = 0;
	char line[256];

	CHECK_MSG(file, "can't read %s", path);
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, label, strlen(label)))
			sum += strtoul(line + strlen(label), NULL, 10);
	fclose(file);
	return sum;
}

/* How often the threads of a process have run and then stopped */
static unsigned long switches_of(pid_t pid)
{
	char directory[64], path[sizeof(directory) + 280];
	unsigned long sum = 0;
	struct dirent *entry;
	DIR *tasks;

	snprintf(directory, sizeof(directory), "/proc/%d/task", pid);
	tasks = opendir(directory);
	CHECK_MSG(tasks, "can't read %s", directory);
	while ((entry = readdir(tasks))) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		snprintf(path, sizeof(path), "%s/%s/status", directory, entry->d_name);
		sum += sum_of(path, "voluntary_ctxt_switches:") +
		       sum_of(path, "nonvoluntary_ctxt_switches:");
	}
	closedir(tasks);
	return sum;
}

static unsigned long memory_of(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", pid);
	return sum_of(path, "Pss:");
}

/* Add a process and its descendants to the list. Return the new length. */
static int add_processes(pid_t pids[MOST_PROCESSES], int num, pid_t pid)
{
	char path[64], children[256], *at = children;
	pid_t child;

	CHECK(num < MOST_PROCESSES);
	pids[num++] = pid;
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	/* An empty file can't be read. */
	if (!read_text(path, children, sizeof(children)))
		return num;
	while ((child = (pid_t)strtol(at, &at, 10)))
		num = add_processes(pids, num, child);
	return num;
}

static void count_switches(const pid_t pids[PROCESSES], unsigned long switches[PROCESSES])
{
	for (int n = 0; n < PROCESSES; n++)
		switches[n] = switches_of(pids[n]);
}

/* Wait until the processes have done what is left to do after a start and an answer. */
static void wait_settled(const pid_t pids[PROCESSES])
{
	unsigned long before[PROCESSES], after[PROCESSES] = { 0 };
	uint64_t end = deadline_ms(SETTLE_MS);

	do {
		CHECK_MSG(now_ms() < end, "softteed doesn't come to rest");
		memcpy(before, after, sizeof(before));
		sleep_ms(500);
		count_switches(pids, after);
	} while (memcmp(before, after, sizeof(before)));
}

TEST_LIMIT(an_idle_softteed, 120)
{
	unsigned long memory = 0, before[PROCESSES], after[PROCESSES];
	struct client device, socket;
	struct softteed softteed;
	pid_t pids[MOST_PROCESSES];

	softteed_start(&softteed);
	client_start(&device, &softteed, DOOR_DEVICE, APPLICATION_SHARED);
	client_start(&socket, &softteed, DOOR_SOCKET, APPLICATION_SHARED);
	CHECK_EQ(client_add(&device, 1, 2), 3);
	CHECK_EQ(client_add(&socket, 1, 2), 3);
	CHECK_EQ(add_processes(pids, 0, softteed.pid), PROCESSES);
	wait_settled(pids);
	count_switches(pids, before);
	sleep_ms(IDLE_MS);
	count_switches(pids, after);
	for (int n = 0; n < PROCESSES; n++) {
		CHECK_EQ(after[n], before[n]);
		memory += memory_of(pids[n]);
	}
	CHECK_MSG(memory <= MOST_KIB, "softteed and an instance use %lu KiB", memory);
	client_stop(&device);
	client_stop(&socket);
	softteed_kill(&softteed);
}
