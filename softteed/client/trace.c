// SPDX-License-Identifier: BSD-2-Clause
/*
 * A client's own trace of its calls, as they don't pass through the kernel: a line per event to
 * the file or FIFO that $GTEE_TRACE names, in the format in which tee.ko's events are read from
 * trace_pipe. gtee trace reads both.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "softteed/client/client_private.h"

#define LINE	512

uint64_t client_trace_now(const struct softteed_client *client)
{
	struct timespec now;

	if (client->trace < 0)
		return 0;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* Never waits. Lines that the file has no room for are counted, for the next one that it takes. */
static void put_line(struct softteed_client *client, const char *line, size_t size)
{
	unsigned int lost = __atomic_exchange_n(&client->trace_lost, 0, __ATOMIC_RELAXED);
	char note[64];
	int length = snprintf(note, sizeof(note), "CPU:0 [LOST %u EVENTS]\n", lost);

	if (lost && write(client->trace, note, (size_t)length) != length)
		__atomic_add_fetch(&client->trace_lost, lost + 1, __ATOMIC_RELAXED);
	else if (write(client->trace, line, size) != (ssize_t)size)
		__atomic_add_fetch(&client->trace_lost, 1, __ATOMIC_RELAXED);
}

void client_trace(struct softteed_client *client, const char *event, const char *format, ...)
{
	uint64_t now = client_trace_now(client);
	char line[LINE], task[17] = "";
	int error = errno, size, more;
	va_list args;

	if (client->trace < 0)
		return;
	prctl(PR_GET_NAME, task);
	/* One write, so that lines of several processes don't get mixed up */
	size = snprintf(line, sizeof(line),
			"%16s-%-7d [000] ..... %llu.%06llu: %s: softteed ctx=%p ", task,
			gettid(), (unsigned long long)(now / 1000000000),
			(unsigned long long)(now / 1000 % 1000000), event, (void *)client);
	va_start(args, format);
	more = vsnprintf(line + size, sizeof(line) - (size_t)size - 1, format, args);
	va_end(args);
	if (more >= 0 && size + more < LINE - 1) {
		size += more;
		line[size++] = '\n';
		put_line(client, line, (size_t)size);
	}
	errno = error;
}

/* Reading, too: the end of the last reader of a FIFO must not be a signal for the program. */
void client_trace_open(struct softteed_client *client)
{
	const char *path = secure_getenv("GTEE_TRACE");

	client->trace = path && *path ?
		open(path, O_RDWR | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
	client_trace(client, "tee_open", "%s", "");
}

void client_trace_close(struct softteed_client *client)
{
	client_trace(client, "tee_close", "%s", "");
	if (client->trace >= 0)
		close(client->trace);
}
