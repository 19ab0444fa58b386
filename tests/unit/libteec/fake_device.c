// SPDX-License-Identifier: BSD-2-Clause
/*
 * Replaces libteec/device.c. Sessions, shared memory and mappings all live in this
 * process.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "device.h"
#include "fake_device.h"

#define DEVICES		2
#define DESCRIPTORS	1024
#define SESSIONS	256
#define MEMORIES	1024
#define MAPPINGS	1024
#define REQUESTS	16
#define FAKE_WAIT_S	20

/* what an fd refers to */
struct descriptor {
	enum { NOTHING, DEVICE, MEMORY } is;
	unsigned int device;	/* DEVICE */
	unsigned int memory;	/* MEMORY: index into memories[] */
};

/* Free when @refs drops to 0. The id is the index plus 1. */
struct memory {
	unsigned int refs;
	int context;
	uint8_t *at;
	size_t size;
	bool allocated;
};

struct session {
	int context;	/* fd, or 0 for a free entry (0 is never a TEE) */
	bool cancelled;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct {
	struct {
		uint32_t gen_caps, impl_id, impl_caps;
		int open_error;
	} devices[DEVICES];
	struct descriptor descriptors[DESCRIPTORS];
	struct memory memories[MEMORIES];
	struct {
		void *at;
		unsigned int memory;
	} mappings[MAPPINGS];
	struct session sessions[SESSIONS];
	struct {
		unsigned int calls, failures;
		int error;
	} requests[REQUESTS];
	struct {
		struct tee_ioctl_open_session_arg opening;
		struct tee_ioctl_param params[8];
		uint32_t num_params;
	} last;
	unsigned int waiters;
} fake;

#define USUAL_CAPS	(TEE_GEN_CAP_GP | TEE_GEN_CAP_REG_MEM | TEE_GEN_CAP_MEMREF_NULL)

void fake_reset(void)
{
	struct fake_count count = fake_count();

	assert_int_equal(count.devices, 0);
	assert_int_equal(count.memories, 0);
	memset(&fake, 0, sizeof(fake));
	fake_set_device(0, USUAL_CAPS, TEE_IMPL_ID_OPTEE, TEE_OPTEE_CAP_TZ);
}

void fake_set_device(unsigned int number, uint32_t gen_caps, uint32_t impl_id,
		     uint32_t impl_caps)
{
	fake.devices[number].gen_caps = gen_caps;
	fake.devices[number].impl_id = impl_id;
	fake.devices[number].impl_caps = impl_caps;
}

void fake_set_open_error(unsigned int number, int error)
{
	fake.devices[number].open_error = error;
}

void fake_fail(unsigned long request, int error, unsigned int count)
{
	fake.requests[_IOC_NR(request)].error = error;
	fake.requests[_IOC_NR(request)].failures = count;
}

unsigned int fake_calls(unsigned long request)
{
	return fake.requests[_IOC_NR(request)].calls;
}

const struct tee_ioctl_param *fake_params(uint32_t *num_params)
{
	*num_params = fake.last.num_params;
	return fake.last.params;
}

const struct tee_ioctl_open_session_arg *fake_opening(void)
{
	return &fake.last.opening;
}

struct fake_count fake_count(void)
{
	struct fake_count count = { 0 };

	pthread_mutex_lock(&lock);
	for (int n = 0; n < DESCRIPTORS; n++)
		count.devices += fake.descriptors[n].is == DEVICE;
	for (int n = 0; n < SESSIONS; n++)
		count.sessions += fake.sessions[n].context != 0;
	for (int n = 0; n < MEMORIES; n++)
		count.memories += fake.memories[n].refs != 0;
	for (int n = 0; n < MAPPINGS; n++)
		count.mappings += fake.mappings[n].at != NULL;
	pthread_mutex_unlock(&lock);
	return count;
}

bool fake_memory_is_zero(void)
{
	bool zero = true;

	pthread_mutex_lock(&lock);
	for (int n = 0; n < MEMORIES; n++) {
		struct memory *memory = &fake.memories[n];

		if (memory->refs && memory->allocated)
			for (size_t at = 0; at < memory->size; at++)
				zero = zero && !memory->at[at];
	}
	pthread_mutex_unlock(&lock);
	return zero;
}

void fake_await_waiter(void)
{
	pthread_mutex_lock(&lock);
	while (!fake.waiters)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}

/* Descriptors and memory. Call all of these with the lock held. */

/*
 * Use a real fd to get a unique number. Upstream's kernel doesn't set
 * close-on-exec, so neither do we, and libteec has to take care of that.
 */
static int new_descriptor(void)
{
	int fd = open("/dev/null", O_RDWR);

	assert_true(fd > 0 && fd < DESCRIPTORS);
	assert_int_equal(fake.descriptors[fd].is, NOTHING);
	return fd;
}

static int new_memory(int context, void *at, size_t size, bool allocated, __s32 *id)
{
	unsigned int n = 0;
	int fd;

	while (n < MEMORIES && fake.memories[n].refs)
		n++;
	assert_true(n < MEMORIES);
	if (allocated)
		fd = memfd_create("fake", 0);
	else
		fd = new_descriptor();
	assert_true(fd > 0 && fd < DESCRIPTORS);
	if (allocated) {
		assert_int_equal(ftruncate(fd, (off_t)size), 0);
		at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		assert_ptr_not_equal(at, MAP_FAILED);
	}
	fake.memories[n] = (struct memory){ 1, context, at, size, allocated };
	fake.descriptors[fd] = (struct descriptor){ .is = MEMORY, .memory = n };
	*id = (__s32)n + 1;
	return fd;
}

static void put_memory(unsigned int n)
{
	struct memory *memory = &fake.memories[n];

	assert_true(memory->refs > 0);
	if (--memory->refs)
		return;
	if (memory->allocated)
		munmap(memory->at, memory->size);
	memset(memory, 0, sizeof(*memory));
}

static struct memory *find_memory(int context, __u64 id)
{
	if (!id || id > MEMORIES || !fake.memories[id - 1].refs ||
	    fake.memories[id - 1].context != context)
		return NULL;
	return &fake.memories[id - 1];
}

/* libteec's system calls */

int teec_device_open(const char *path)
{
	unsigned int number;
	int fd;

	if (sscanf(path, "/dev/tee%u", &number) != 1 || number >= DEVICES)
		return -ENOENT;
	pthread_mutex_lock(&lock);
	if (fake.devices[number].open_error) {
		fd = -fake.devices[number].open_error;
	} else if (!fake.devices[number].gen_caps) {
		fd = -ENOENT;
	} else {
		fd = new_descriptor();
		fake.descriptors[fd] = (struct descriptor){ .is = DEVICE, .device = number };
	}
	pthread_mutex_unlock(&lock);
	return fd;
}

void teec_device_close(int fd)
{
	struct descriptor was;

	pthread_mutex_lock(&lock);
	assert_true(fd > 0 && fd < DESCRIPTORS);
	was = fake.descriptors[fd];
	assert_int_not_equal(was.is, NOTHING);
	if (was.is == MEMORY)
		put_memory(was.memory);
	for (int n = 0; was.is == DEVICE && n < SESSIONS; n++)
		if (fake.sessions[n].context == fd)
			fake.sessions[n].context = 0;
	fake.descriptors[fd].is = NOTHING;
	close(fd);
	pthread_mutex_unlock(&lock);
}

void *teec_device_map(int fd, size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	unsigned int n = 0;

	assert_ptr_not_equal(at, MAP_FAILED);
	/*
	 * libteec closes the fd after mapping it, but another thread might call execve()
	 * before that.
	 */
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	pthread_mutex_lock(&lock);
	assert_int_equal(fake.descriptors[fd].is, MEMORY);
	while (fake.mappings[n].at)
		assert_true(++n < MAPPINGS);
	fake.mappings[n].at = at;
	fake.mappings[n].memory = fake.descriptors[fd].memory;
	fake.memories[fake.mappings[n].memory].refs++;
	pthread_mutex_unlock(&lock);
	return at;
}

void teec_device_unmap(void *at, size_t size)
{
	unsigned int n = 0;

	pthread_mutex_lock(&lock);
	while (fake.mappings[n].at != at)
		assert_true(++n < MAPPINGS);
	fake.mappings[n].at = NULL;
	put_memory(fake.mappings[n].memory);
	munmap(at, size);
	pthread_mutex_unlock(&lock);
}

/* ioctls */

/* Could the kernel pin this memory for writing? Not if it's mapped read-only. */
static bool is_writable(uint64_t address, size_t size)
{
	volatile uint8_t *at = (uint8_t *)(uintptr_t)address;
	size_t last = size - 1;

	for (size_t n = 0; n < size; n = n + 4096 > last && n < last ? last : n + 4096) {
		uint8_t byte = 0;
		struct iovec local = { &byte, 1 }, remote = { (void *)&at[n], 1 };

		if (process_vm_readv(getpid(), &local, 1, &remote, 1, 0) != 1 ||
		    process_vm_writev(getpid(), &local, 1, &remote, 1, 0) != 1)
			return false;
	}
	return true;
}

static int shm_alloc(int context, struct tee_ioctl_shm_alloc_data *arg)
{
	if (!arg->size || arg->flags || arg->size > (size_t)1 << 40)
		return -EINVAL;
	return new_memory(context, NULL, arg->size, true, &arg->id);
}

static int shm_register(int context, struct tee_ioctl_shm_register_data *arg)
{
	if (!arg->length || arg->flags)
		return -EINVAL;
	if (!is_writable(arg->addr, arg->length))
		return -EFAULT;
	return new_memory(context, (void *)(uintptr_t)arg->addr, arg->length, false, &arg->id);
}

static int shm_register_fd(int context, struct tee_ioctl_shm_register_fd_data *arg)
{
	if (fcntl((int)arg->fd, F_GETFD) < 0)
		return -EBADF;
	arg->size = 8192;
	return new_memory(context, NULL, arg->size, false, &arg->id);
}

/* A call as the TEE sees it. We look up memory under the lock and access it without. */
struct call {
	uint32_t func, session, ret, num_params;
	struct tee_ioctl_param *params;
	uint8_t *memref[8];
};

static int find_memrefs(int context, struct call *call)
{
	for (uint32_t n = 0; n < call->num_params; n++) {
		struct tee_ioctl_param *param = &call->params[n];
		struct memory *memory;

		call->memref[n] = NULL;
		if (param->attr < TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT ||
		    param->c == TEE_MEMREF_NULL)
			continue;
		memory = find_memory(context, param->c);
		if (!memory || param->a > memory->size || param->b > memory->size - param->a)
			return -EINVAL;
		call->memref[n] = memory->at + param->a;
	}
	return 0;
}

static bool is_memref(const struct tee_ioctl_param *param, unsigned int direction)
{
	return param->attr >= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT &&
	       (param->attr & direction);
}

static void transform(struct call *call)
{
	uint64_t sum = 0;

	for (uint32_t n = 0; n < call->num_params; n++)
		for (size_t at = 0; is_memref(&call->params[n], 1) && at < call->params[n].b; at++)
			sum += call->memref[n][at];
	for (uint32_t n = 0; n < call->num_params; n++) {
		struct tee_ioctl_param *param = &call->params[n];

		switch (param->attr) {
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
			param->a = (uint32_t)(param->a + 1);
			param->b = (uint32_t)~param->b;
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
			param->a = (uint32_t)sum;
			param->b = call->session;
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
			for (size_t at = 0; at < param->b; at++)
				call->memref[n][at] ^= 0xff;
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
			param->b /= 2;
			if (param->b)
				memset(call->memref[n], (int)(sum & 0xff), param->b);
			break;
		}
	}
}

/* FAKE_SHORT_BUFFER and FAKE_TRUNCATE */
static void want_more(struct call *call)
{
	for (uint32_t n = 0; n < call->num_params; n++) {
		struct tee_ioctl_param *param = &call->params[n];

		if (!is_memref(param, 2))
			continue;
		if (call->func == FAKE_SHORT_BUFFER) {
			param->b = 2 * param->b + 1;
			call->ret = TEEC_ERROR_SHORT_BUFFER;
		} else {
			if (param->b)
				memset(call->memref[n], 0xee, param->b);
			param->b += 32;
		}
	}
}

/* FAKE_WAIT, called with the lock held */
static void wait_for_cancellation(struct call *call)
{
	struct session *session = &fake.sessions[call->session - 1];
	struct timespec until;
	int rc = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += FAKE_WAIT_S;
	fake.waiters++;
	pthread_cond_broadcast(&changed);
	while (!session->cancelled && !rc)
		rc = pthread_cond_timedwait(&changed, &lock, &until);
	call->ret = session->cancelled ? TEEC_ERROR_CANCEL : TEEC_ERROR_NO_DATA;
	session->cancelled = false;
	fake.waiters--;
}

static void remember_params(const struct call *call)
{
	fake.last.num_params = call->num_params;
	memcpy(fake.last.params, call->params, call->num_params * sizeof(*call->params));
}

static int invoke(int context, struct tee_ioctl_invoke_arg *arg)
{
	struct call call = { .func = arg->func, .session = arg->session,
			     .num_params = arg->num_params, .params = arg->params };
	int rc;

	if (!arg->session || arg->session > SESSIONS ||
	    fake.sessions[arg->session - 1].context != context)
		return -EINVAL;
	rc = find_memrefs(context, &call);
	if (rc)
		return rc;
	remember_params(&call);
	if (call.func == FAKE_WAIT)
		wait_for_cancellation(&call);
	pthread_mutex_unlock(&lock);
	switch (call.func) {
	case FAKE_TRANSFORM:
		transform(&call);
		break;
	case FAKE_SHORT_BUFFER:
	case FAKE_TRUNCATE:
		want_more(&call);
		break;
	case FAKE_REFUSE:
		call.ret = TEEC_ERROR_BAD_STATE;
		break;
	}
	pthread_mutex_lock(&lock);
	arg->ret = call.ret;
	arg->ret_origin = TEEC_ORIGIN_TRUSTED_APP;
	return 0;
}

static int open_session(int context, struct tee_ioctl_open_session_arg *arg)
{
	static const uint8_t uuid[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };
	struct call call = { .num_params = arg->num_params, .params = arg->params };
	unsigned int n = 0;
	int rc = find_memrefs(context, &call);

	if (rc)
		return rc;
	fake.last.opening = *arg;
	remember_params(&call);
	arg->ret_origin = TEEC_ORIGIN_TEE;
	if (memcmp(arg->uuid, uuid, sizeof(uuid))) {
		arg->ret = TEEC_ERROR_ITEM_NOT_FOUND;
		return 0;
	}
	transform(&call);
	while (fake.sessions[n].context)
		assert_true(++n < SESSIONS);
	fake.sessions[n] = (struct session){ .context = context };
	arg->session = n + 1;
	return 0;
}

static int close_session(int context, const struct tee_ioctl_close_session_arg *arg)
{
	if (!arg->session || arg->session > SESSIONS ||
	    fake.sessions[arg->session - 1].context != context)
		return -EINVAL;
	fake.sessions[arg->session - 1].context = 0;
	return 0;
}

static int cancel(int context, const struct tee_ioctl_cancel_arg *arg)
{
	if (!arg->session || arg->session > SESSIONS || !arg->cancel_id ||
	    fake.sessions[arg->session - 1].context != context)
		return -EINVAL;
	fake.sessions[arg->session - 1].cancelled = true;
	pthread_cond_broadcast(&changed);
	return 0;
}

static int version(unsigned int device, struct tee_ioctl_version_data *arg)
{
	arg->gen_caps = fake.devices[device].gen_caps;
	arg->impl_id = fake.devices[device].impl_id;
	arg->impl_caps = fake.devices[device].impl_caps;
	return 0;
}

static int dispatch(int fd, unsigned long request, void *arg)
{
	struct tee_ioctl_buf_data *buffer = arg;

	switch (request) {
	case TEE_IOC_VERSION: return version(fake.descriptors[fd].device, arg);
	case TEE_IOC_SHM_ALLOC: return shm_alloc(fd, arg);
	case TEE_IOC_SHM_REGISTER: return shm_register(fd, arg);
	case TEE_IOC_SHM_REGISTER_FD: return shm_register_fd(fd, arg);
	case TEE_IOC_OPEN_SESSION: return open_session(fd, (void *)(uintptr_t)buffer->buf_ptr);
	case TEE_IOC_INVOKE: return invoke(fd, (void *)(uintptr_t)buffer->buf_ptr);
	case TEE_IOC_CLOSE_SESSION: return close_session(fd, arg);
	case TEE_IOC_CANCEL: return cancel(fd, arg);
	default: return -ENOTTY;
	}
}

int teec_device_ioctl(int fd, unsigned long request, void *arg)
{
	unsigned int number = _IOC_NR(request);
	int rc;

	/*
	 * Give other threads a chance to end the operation under our feet, which
	 * libteec's lock is there to prevent.
	 */
	if (request == TEE_IOC_CANCEL)
		usleep(50);
	pthread_mutex_lock(&lock);
	assert_true(number < REQUESTS);
	assert_true(fd > 0 && fd < DESCRIPTORS && fake.descriptors[fd].is == DEVICE);
	fake.requests[number].calls++;
	if (fake.requests[number].failures) {
		fake.requests[number].failures--;
		rc = -fake.requests[number].error;
	} else {
		rc = dispatch(fd, request, arg);
	}
	pthread_mutex_unlock(&lock);
	return rc;
}
