// SPDX-License-Identifier: BSD-2-Clause
/*
 * A tracefs instance of our own, a guard process that cleans up after us, and
 * signal handling
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "output.h"
#include "tracefs.h"

#define PREFIX "gtee-"

static volatile sig_atomic_t signal_came;

static void note_signal(int number)
{
	(void)number;
	signal_came = 1;
}

void until_signal(void)
{
	static const int ending[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction action = { .sa_handler = note_signal };

	for (size_t n = 0; n < sizeof(ending) / sizeof(ending[0]); n++)
		sigaction(ending[n], &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
}

bool until_signal_came(void)
{
	return signal_came;
}

/* stat() is no help with these files, so grow the buffer until EOF. */
int read_text(const char *path, char **text)
{
	size_t room = 4096, have = 0;
	char *buffer = malloc(room);
	int fd, rc = 0;

	*text = NULL;
	if (!buffer)
		return -ENOMEM;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		rc = -errno;
		free(buffer);
		return rc;
	}
	for (;;) {
		ssize_t got = read(fd, buffer + have, room - have - 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			rc = got ? -errno : 0;
			break;
		}
		have += (size_t)got;
		if (room - have < 2) {
			char *bigger = realloc(buffer, 2 * room);

			if (!bigger) {
				rc = -ENOMEM;
				break;
			}
			buffer = bigger;
			room *= 2;
		}
	}
	close(fd);
	if (rc) {
		free(buffer);
		return rc;
	}
	buffer[have] = '\0';
	*text = buffer;
	return 0;
}

int tracefs_write(const struct tracefs *tracefs, const char *file, const char *text)
{
	size_t length = strlen(text);
	char path[256];
	ssize_t written;
	int fd, rc = 0;

	snprintf(path, sizeof(path), "%s/%s", tracefs->path, file);
	/* Not O_TRUNC: on a trigger file, that would remove all triggers. */
	fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	written = write(fd, text, length);
	if (written != (ssize_t)length)
		rc = written < 0 ? -errno : -EIO;
	close(fd);
	return rc;
}

int tracefs_read(const struct tracefs *tracefs, const char *file, char **text)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", tracefs->path, file);
	return read_text(path, text);
}

static const char *find_root(void)
{
	static const char *const roots[] = {
		"/sys/kernel/tracing", "/sys/kernel/debug/tracing",
	};
	struct stat status;
	char path[64];
	int denied = 0;

	for (size_t n = 0; n < sizeof(roots) / sizeof(roots[0]); n++) {
		snprintf(path, sizeof(path), "%s/instances", roots[n]);
		if (!stat(path, &status))
			return roots[n];
		denied |= errno == EACCES;
	}
	/* In both places, the parent directory is for root only. */
	errno = denied ? EACCES : ENOENT;
	return NULL;
}

/*
 * Clean up after gtee processes that got killed. We can tell from the pid in the
 * name. If a gtee in another PID namespace is using its instance, we don't see the
 * process, but rmdir() fails anyway since its trace_pipe is open.
 */
static void remove_stale(const char *root)
{
	char path[128], process[64];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/instances", root);
	dir = opendir(path);
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		char *end;
		long pid;

		if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)))
			continue;
		pid = strtol(entry->d_name + strlen(PREFIX), &end, 10);
		if (*end || pid <= 0)
			continue;
		snprintf(process, sizeof(process), "/proc/%ld", pid);
		if (pid != (long)getpid() && !access(process, F_OK))
			continue;
		snprintf(path, sizeof(path), "%s/instances/" PREFIX "%ld", root, pid);
		rmdir(path);
	}
	closedir(dir);
}

static int no_tracefs(int error)
{
	if (error == EACCES || error == EPERM) {
		output_error("/sys/kernel/tracing", "Run as root.",
			     "permission denied");
		return GTEE_NO_TEE;
	}
	output_error("/sys/kernel/tracing", error == ENOENT ?
		     "mount -t tracefs tracefs /sys/kernel/tracing" : NULL, "%s",
		     error == ENOENT ? "tracefs is not mounted" : strerror(error));
	return GTEE_SYSTEM;
}

static int no_events(void)
{
	output_error("this kernel's TEE subsystem",
		     "gtee's modules have them; 'gtee doctor' shows which modules are loaded.",
		     "no trace events");
	return GTEE_SYSTEM;
}

/* Holding any of module tee's files open prevents its removal. */
static int pin_module(void)
{
	glob_t found;
	int fd = -1;

	if (!glob("/sys/kernel/debug/tee/tee*/stats", 0, NULL, &found) && found.gl_pathc)
		fd = open(found.gl_pathv[0], O_RDONLY | O_CLOEXEC);
	globfree(&found);
	return fd;
}

/*
 * The guard process. It blocks until the pipe's other end is closed, which happens
 * no matter how our parent dies, and then removes the instance. The inherited @pin
 * is closed when we exit, i.e. after the triggers are gone.
 */
static void __attribute__((noreturn)) guard(const char *path, int alive)
{
	static const int ignored[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	int tries = 500;
	ssize_t got;
	char byte;

	for (size_t n = 0; n < sizeof(ignored) / sizeof(ignored[0]); n++)
		signal(ignored[n], SIG_IGN);
	setsid();
	prctl(PR_SET_NAME, "gtee-guard");
	/* Don't keep a reader of gtee's output waiting for us. */
	for (size_t n = 0; n <= STDERR_FILENO; n++)
		close((int)n);
	do {
		got = read(alive, &byte, 1);
	} while (got > 0 || (got < 0 && errno == EINTR));
	/*
	 * When a process is killed, its trace_pipe may be closed a little after the pipe
	 * to us.
	 */
	while (rmdir(path) && errno == EBUSY && --tries)
		usleep(10000);
	_exit(0);
}

static int start_guard(struct tracefs *tracefs)
{
	int ends[2];

	if (pipe(ends))
		return -errno;
	tracefs->guard = fork();
	if (!tracefs->guard) {
		close(ends[1]);
		guard(tracefs->path, ends[0]);
	}
	close(ends[0]);
	if (tracefs->guard < 0) {
		int rc = -errno;

		close(ends[1]);
		return rc;
	}
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	tracefs->alive = ends[1];
	return 0;
}

int tracefs_open(struct tracefs *tracefs, bool triggers)
{
	const char *root = find_root();
	char path[192];
	int error;

	*tracefs = (struct tracefs) { .pipe = -1, .pin = -1, .guard = -1, .alive = -1 };
	if (!root)
		return no_tracefs(errno);
	remove_stale(root);
	snprintf(path, sizeof(path), "%s/events/tee/tee_invoke_end", root);
	if (access(path, F_OK))
		return no_events();
	if (triggers)
		tracefs->pin = pin_module();

	snprintf(tracefs->path, sizeof(tracefs->path), "%s/instances/" PREFIX "%ld", root,
		 (long)getpid());
	if (mkdir(tracefs->path, 0700)) {
		error = errno;
		tracefs->path[0] = '\0';
		tracefs_close(tracefs);
		return no_tracefs(error);
	}
	/* The guard must not inherit trace_pipe, so fork it before we open that. */
	error = -start_guard(tracefs);
	if (error) {
		tracefs_close(tracefs);
		return no_tracefs(error);
	}
	snprintf(path, sizeof(path), "%s/trace_pipe", tracefs->path);
	tracefs->pipe = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (tracefs->pipe < 0) {
		error = errno;
		tracefs_close(tracefs);
		return no_tracefs(error);
	}
	/* Wake us for every event, and not when the buffer is half full. */
	tracefs_write(tracefs, "buffer_percent", "0");
	return GTEE_DONE;
}

void tracefs_close(struct tracefs *tracefs)
{
	if (tracefs->pipe >= 0)
		close(tracefs->pipe);
	tracefs->pipe = -1;
	if (tracefs->path[0]) {
		tracefs_write(tracefs, "events/enable", "0");
		if (rmdir(tracefs->path))
			output_error(tracefs->path, "Remove it with rmdir.",
				     "cannot remove: %s", strerror(errno));
		tracefs->path[0] = '\0';
	}
	if (tracefs->guard > 0) {
		close(tracefs->alive);
		while (waitpid(tracefs->guard, NULL, 0) < 0 && errno == EINTR)
			;
		tracefs->guard = -1;
	}
	if (tracefs->pin >= 0)
		close(tracefs->pin);
	tracefs->pin = -1;
}
