// SPDX-License-Identifier: BSD-2-Clause
/* An application that misbehaves */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "hostile.h"
#include "softteed/protocol/message.h"
#include "tee_internal_api.h"

static void sleep_seconds(time_t seconds)
{
	struct timespec left = { .tv_sec = seconds };

	while (nanosleep(&left, &left))
		;
}

static bool map_code(void)
{
	int memory = memfd_create("code", 0);
	bool mapped = memory >= 0 && !ftruncate(memory, 4096) &&
		      mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, memory, 0) != MAP_FAILED;

	close(memory);
	return mapped;
}

static bool map_anonymous_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
	       MAP_FAILED;
}

static bool make_code(void)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED || !mprotect(at, 4096, PROT_READ | PROT_EXEC);
}

static bool read_file(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool read_proc(void)
{
	return open("/proc/self/maps", O_RDONLY) >= 0;
}

static bool create_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0 || socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool create_process(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	return pid > 0;
}

static bool signal_others(void)
{
	return !kill(getppid(), 0) || !tgkill(getppid(), getppid(), 0) || !kill(-1, 0);
}

static bool signal_by_descriptor(void)
{
	return syscall(SYS_pidfd_open, getppid(), 0) >= 0 ||
	       !fcntl(STDERR_FILENO, F_SETOWN, getppid());
}

static bool change_limit(void)
{
	const struct rlimit limit = { 1000, 1000 };

	return !setrlimit(RLIMIT_NOFILE, &limit);
}

static bool change_namespace(void)
{
	return !unshare(CLONE_NEWUSER) || !unshare(CLONE_NEWNET);
}

static bool share_memory(void)
{
	return shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600) >= 0;
}

static bool change_log(void)
{
	char byte;

	return read(STDERR_FILENO, &byte, 1) >= 0 || !ftruncate(STDERR_FILENO, 0) ||
	       !ftruncate(STDOUT_FILENO, 0) || lseek(STDERR_FILENO, 0, SEEK_SET) >= 0;
}

/* Return a bit per attempt. */
static uint32_t attempt(void)
{
	static bool (*const attempts[])(void) = {
		map_code, map_anonymous_code, make_code, read_file, read_proc, create_socket,
		create_process, signal_others, signal_by_descriptor, change_limit,
		change_namespace, share_memory, change_log,
	};
	uint32_t successful = 0;

	for (size_t n = 0; n < sizeof(attempts) / sizeof(attempts[0]); n++)
		successful |= (uint32_t)attempts[n]() << n;
	return successful;
}

static void *sleep_in_thread(void *data)
{
	sleep_seconds(100000);
	return data;
}

#define ENOUGH_THREADS	6000

static uint32_t start_threads(void)
{
	pthread_attr_t attr;
	uint32_t count = 0;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, (size_t)256 << 10);
	while (count < ENOUGH_THREADS && !pthread_create(&thread, &attr, sleep_in_thread, NULL))
		count++;
	return count;
}

static void send_garbage(void)
{
	static const char garbage[200] = "garbage";

	for (int fd = 0; fd < 64; fd++)
		send(fd, garbage, sizeof(garbage), MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* MESSAGE_ENDING, and then none of what should follow */
static void end_never(uint32_t session)
{
	const struct message message = {
		.magic = MESSAGE_MAGIC, .type = MESSAGE_ENDING, .session.id = session,
	};

	for (int fd = 0; fd < 8; fd++)
		send(fd, &message, message_size(message.type), MSG_DONTWAIT | MSG_NOSIGNAL);
	sleep_seconds(100000);
}

/* Have the broker answer, which the main thread doesn't read. */
static void destroy_never(void)
{
	const struct message message = { .magic = MESSAGE_MAGIC, .type = MESSAGE_STORAGE };

	for (int fd = 0; fd < 8; fd++)
		send(fd, &message, message_size(message.type), MSG_DONTWAIT | MSG_NOSIGNAL);
	sleep_seconds(100000);
}

/* MESSAGE_ENDED, of a session that doesn't exist */
static void flood(void)
{
	const struct message message = {
		.magic = MESSAGE_MAGIC, .type = MESSAGE_ENDED, .session.id = 0x40000000,
	};
	const time_t end = time(NULL) + 5;

	while (time(NULL) <= end) {
		for (int fd = 0; fd < 8; fd++)
			send(fd, &message, message_size(message.type),
			     MSG_DONTWAIT | MSG_NOSIGNAL);
	}
}

__attribute__((constructor)) static void load(void)
{
	if (UUID_NUMBER == HOSTILE_SLOW_START)
		sleep_seconds(2);
	else if (UUID_NUMBER == HOSTILE_NO_START)
		sleep_seconds(100000);
}

TEE_Result TA_CreateEntryPoint(void)
{
	return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
	if (UUID_NUMBER == HOSTILE_NO_END)
		destroy_never();
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4], void **context)
{
	(void)types;
	(void)params;
	(void)context;
	return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *context)
{
	(void)context;
	if (UUID_NUMBER == HOSTILE_NO_CLOSE)
		sleep_seconds(100000);
}

TEE_Result TA_InvokeCommandEntryPoint(void *context, uint32_t command, uint32_t types,
				      TEE_Param params[4])
{
	(void)context;
	(void)types;
	switch (command) {
	case HOSTILE_NOTHING:
		return TEE_SUCCESS;
	case HOSTILE_PID:
		params[0].value.a = (uint32_t)getpid();
		return TEE_SUCCESS;
	case HOSTILE_HANG:
		sleep_seconds(100000);
		return TEE_SUCCESS;
	case HOSTILE_END_NEVER:
		end_never(params[0].value.a);
		return TEE_SUCCESS;
	case HOSTILE_ATTEMPT:
		params[0].value.a = attempt();
		return TEE_SUCCESS;
	case HOSTILE_TRACE:
		return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) ? TEE_ERROR_ACCESS_DENIED : 0;
	case HOSTILE_THREADS:
		params[0].value.a = start_threads();
		return TEE_SUCCESS;
	case HOSTILE_GARBAGE:
		send_garbage();
		sleep_seconds(100000);
		return TEE_SUCCESS;
	case HOSTILE_FLOOD:
		flood();
		return TEE_SUCCESS;
	case HOSTILE_PRINT:
		printf("printed by an application\n");
		return TEE_SUCCESS;
	case HOSTILE_EXIT:
		exit(3);
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
