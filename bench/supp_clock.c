// SPDX-License-Identifier: BSD-2-Clause
/*
 * How long does a supplicant take per request? The clock runs from the return of
 * TEE_IOC_SUPPL_RECV to the start of TEE_IOC_SUPPL_SEND (TEE_IOC_SUPPL_SEND_RECV
 * does both). This library wraps ioctl() and works with any supplicant through
 * LD_PRELOAD. It costs two reads of the CPU's counter per request.
 *
 * The totals go to the file in $SUPP_CLOCK, which contains a struct supp_clock. We
 * map that file before the supplicant drops its privileges, and all of its
 * processes share the mapping.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/tee.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "supp_clock.h"

static struct supp_clock *counts;

/* the request this thread is serving, or NULL */
static _Thread_local struct supp_clock_kind *in_hand;
static _Thread_local uint64_t received;

static __attribute__((constructor)) void map_counts(void)
{
	const char *name = getenv("SUPP_CLOCK");
	int fd = name ? open(name, O_RDWR | O_CLOEXEC) : -1;
	void *at;

	if (fd < 0)
		return;
	at = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	counts = at == MAP_FAILED ? NULL : at;
	close(fd);
}

static uint64_t ticks(void)
{
	uint64_t now;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(now) : : "memory");
	return now;
}

static bool is_value(const struct tee_ioctl_param *param)
{
	uint64_t type = param->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK;

	return type >= TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT &&
	       type <= TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
}

static struct supp_clock_kind *kind_of(const struct tee_iocl_supp_recv_arg *arg)
{
	const struct tee_ioctl_param *params = arg->params;
	uint32_t num_params = arg->num_params, kind = 0;

	if (num_params && params[0].attr & TEE_IOCTL_PARAM_ATTR_META) {
		params++;
		num_params--;
	}
	/*
	 * File requests are told apart by their operation. OP-TEE's two requests for a TA
	 * differ in what they ask for, the TA's size or the TA itself.
	 */
	if (arg->func == SUPP_CLOCK_FS && num_params && is_value(params))
		kind = params[0].a % SUPP_CLOCK_KINDS;
	else if (arg->func == SUPP_CLOCK_LOAD && num_params > 1)
		kind = params[1].b != 0;
	return arg->func < SUPP_CLOCK_SERVICES ? &counts->services[arg->func][kind] : NULL;
}

static const struct tee_ioctl_buf_data *buffer_of(unsigned long request, const void *argument)
{
	const struct tee_ioctl_supp_send_recv_data *both = argument;

	if (request == TEE_IOC_SUPPL_RECV)
		return argument;
	return request == TEE_IOC_SUPPL_SEND_RECV ? &both->recv : NULL;
}

__attribute__((visibility("default"))) int ioctl(int fd, unsigned long request, ...)
{
	const struct tee_ioctl_buf_data *buffer;
	const void *argument;
	bool sends = request == TEE_IOC_SUPPL_SEND || request == TEE_IOC_SUPPL_SEND_RECV;
	va_list arguments;
	uint64_t now;
	int rc;

	va_start(arguments, request);
	argument = va_arg(arguments, const void *);
	va_end(arguments);
	if (sends && in_hand) {
		now = ticks();
		atomic_fetch_add(&in_hand->ticks, now - received);
		atomic_fetch_add(&in_hand->requests, 1);
		in_hand = NULL;
	}
	rc = (int)syscall(SYS_ioctl, fd, request, argument);
	buffer = buffer_of(request, argument);
	if (buffer && !rc && counts) {
		in_hand = kind_of((const void *)(uintptr_t)buffer->buf_ptr);
		received = ticks();
	}
	return rc;
}
