// SPDX-License-Identifier: BSD-2-Clause
/*
 * The end of an instance by a programmer error: a panic, or a fault. Both log the reason and
 * a back trace, tell the broker, and end the process. The broker wakes the clients.
 */
#include <dlfcn.h>
#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "softteed/instance/instance_private.h"
#include "softteed/protocol/packet.h"

#define BACK_TRACE_DEPTH	32
#define FAULT_STACK		((size_t)64 << 10)

/* A line like FILE(FUNCTION+0x12) [0x345], where the latter is what addr2line takes */
static void log_frame(const void *at)
{
	char line[512], text[INSTANCE_NAME_SIZE];
	Dl_info info;
	int size;

	if (!dladdr(at, &info) || !info.dli_fname)
		size = snprintf(line, sizeof(line), "[%p]\n", at);
	else
		size = snprintf(line, sizeof(line), "%s(%s+0x%tx) [0x%tx]\n",
				instance_file_name(info.dli_fname, text),
				info.dli_sname ? info.dli_sname : "",
				(const char *)at - (const char *)(info.dli_sname ? info.dli_saddr :
								  info.dli_fbase),
				(const char *)at - (const char *)info.dli_fbase);
	if (write(STDERR_FILENO, line, strnlen(line, (size_t)size)) < 0) {
		/* then there's no log */
	}
}

static void log_back_trace(void)
{
	void *frames[BACK_TRACE_DEPTH];
	int num = backtrace(frames, BACK_TRACE_DEPTH);

	for (int n = 0; n < num; n++)
		log_frame(frames[n]);
}

static _Noreturn void end(uint32_t code, const char *reason)
{
	struct message message = { .type = MESSAGE_PANICKED, .panicked.code = code };

	runtime_log(1, "panic 0x%x in %s", code, reason);
	log_back_trace();
	snprintf(message.panicked.reason, sizeof(message.panicked.reason), "%s", reason);
	message_send(instance.control, &message, NULL, 0);
	/* Stops in a debugger, or writes a core. */
	if (instance.unconfined)
		abort();
	_exit(EXIT_FAILURE);
}

void runtime_panic(uint32_t code, const char *function, const char *format, ...)
{
	char reason[MESSAGE_REASON_LEN];
	int size = snprintf(reason, sizeof(reason), "%s(): ", function);
	va_list args;

	va_start(args, format);
	vsnprintf(reason + size, sizeof(reason) - (size_t)size, format, args);
	va_end(args);
	end(code, reason);
}

static atomic_bool hung;

void instance_end_hung(pthread_t thread)
{
	/* An application that blocks the signal gets no back trace. */
	if (hung)
		_exit(EXIT_FAILURE);
	hung = true;
	pthread_kill(thread, SIGABRT);
}

static void fault(int number, siginfo_t *info, void *context)
{
	char reason[MESSAGE_REASON_LEN];

	(void)context;
	/* A fault in here ends the process by itself. */
	signal(number, SIG_DFL);
	if (number == SIGABRT)
		snprintf(reason, sizeof(reason), "the application: %s", hung ?
			 "a call whose client is gone doesn't end" : "abort()");
	else
		snprintf(reason, sizeof(reason), "the application: %s at address %#tx",
			 sigdescr_np(number), (char *)info->si_addr - (char *)NULL);
	end((uint32_t)number, reason);
}

/* Only the application calls exit(). */
static void handle_exit(int status, void *data)
{
	char reason[MESSAGE_REASON_LEN];

	(void)data;
	snprintf(reason, sizeof(reason), "the application: exit(%d)", status);
	end((uint32_t)status, reason);
}

void instance_catch_faults(void)
{
	static const int numbers[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL };
	const struct sigaction action = {
		.sa_sigaction = fault,
		.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER,
	};
	struct sigaction present;
	void *frame;

	on_exit(handle_exit, NULL);
	/* The first call loads a library, which a signal handler must not do. */
	backtrace(&frame, 1);
	/* In the open, a sanitizer's handler stays, and a panic's SIGABRT isn't reported twice. */
	for (size_t n = instance.unconfined; n < sizeof(numbers) / sizeof(numbers[0]); n++) {
		if (!instance.unconfined || (!sigaction(numbers[n], NULL, &present) &&
					     present.sa_handler == SIG_DFL))
			sigaction(numbers[n], &action, NULL);
	}
}

/* Untouched unless there's a fault, so it costs address space only */
static _Thread_local char fault_stack[FAULT_STACK] __attribute__((aligned(16)));

int instance_fault_stack(stack_t *previous)
{
	const stack_t stack = { .ss_sp = fault_stack, .ss_size = sizeof(fault_stack) };

	return sigaltstack(&stack, previous) ? -1 : 0;
}
