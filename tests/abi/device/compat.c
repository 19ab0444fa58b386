// SPDX-License-Identifier: BSD-2-Clause
/*
 * 32-bit Arm program for the compat side of the ABI. All ioctls and structures
 * have the same layout on a 64-bit kernel. Doesn't use libc, as the build
 * machine usually has none for 32-bit Arm.
 */

#include <linux/tee.h>

#define SYS_EXIT	1
#define SYS_WRITE	4
#define SYS_OPEN	5
#define SYS_CLOSE	6
#define SYS_IOCTL	54
#define SYS_MMAP2	192

#define O_RDWR		2
#define PROT_RW		3
#define MAP_SHARED	1

#define EINVAL		22
#define EFAULT		14

void _start(void);
void *memset(void *to, int byte, unsigned int n);
void *memcpy(void *to, const void *from, unsigned int n);

void *memset(void *to, int byte, unsigned int n)
{
	for (volatile char *p = to; n--; p++)
		*p = (char)byte;
	return to;
}

void *memcpy(void *to, const void *from, unsigned int n)
{
	const char *q = from;

	for (volatile char *p = to; n--; p++, q++)
		*p = *q;
	return to;
}

static long call6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r7 __asm__("r7") = nr;
	register long r0 __asm__("r0") = a;
	register long r1 __asm__("r1") = b;
	register long r2 __asm__("r2") = c;
	register long r3 __asm__("r3") = d;
	register long r4 __asm__("r4") = e;
	register long r5 __asm__("r5") = f;

	__asm__ volatile("svc 0"
			 : "+r"(r0)
			 : "r"(r7), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5)
			 : "memory");
	return r0;
}

static long ioctl(long fd, unsigned long request, void *arg)
{
	return call6(SYS_IOCTL, fd, (long)request, (long)arg, 0, 0, 0);
}

static void say(const char *text)
{
	unsigned int n = 0;

	while (text[n])
		n++;
	call6(SYS_WRITE, 1, (long)text, (long)n, 0, 0, 0);
}

static void say_number(long n)
{
	char digits[12], *p = digits + sizeof(digits);
	unsigned int left = n < 0 ? (unsigned int)-n : (unsigned int)n, tens;

	*--p = '\0';
	do {
		/* no '/' here, 32-bit Arm would pull in a libgcc helper */
		for (tens = 0; left >= 10; tens++)
			left -= 10;
		*--p = (char)('0' + left);
		left = tens;
	} while (left);
	if (n < 0)
		*--p = '-';
	say(p);
}

static int failed;

static void check(const char *what, long got, long expected)
{
	if (got == expected)
		return;
	say("# ");
	say(what);
	say(": expected ");
	say_number(expected);
	say(", got ");
	say_number(got);
	say("\n");
	failed = 1;
}

static const unsigned char uuid[16] = {
	0xd9, 0x6a, 0x5b, 0x40, 0xc3, 0xe5, 0x21, 0xe3,
	0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b,
};

struct invoke {
	struct tee_ioctl_invoke_arg arg;
	struct tee_ioctl_param params[1];
};

static long buf_call(long fd, unsigned long request, void *buf, __u64 len)
{
	struct tee_ioctl_buf_data data = {
		.buf_ptr = (unsigned long)buf,
		.buf_len = len,
	};

	return ioctl(fd, request, &data);
}

static __u32 open_session(long fd)
{
	struct tee_ioctl_open_session_arg arg;

	memset(&arg, 0, sizeof(arg));
	memcpy(arg.uuid, uuid, sizeof(uuid));
	check("open_session", buf_call(fd, TEE_IOC_OPEN_SESSION, &arg, sizeof(arg)), 0);
	check("ret of open_session", (long)arg.ret, 0);
	return arg.session;
}

static void invoke_init(struct invoke *invoke, __u32 session, __u64 attr, __u64 a,
			__u64 b, __u64 c)
{
	memset(invoke, 0, sizeof(*invoke));
	invoke->arg.func = 1;
	invoke->arg.session = session;
	invoke->arg.num_params = 1;
	invoke->params[0].attr = attr;
	invoke->params[0].a = a;
	invoke->params[0].b = b;
	invoke->params[0].c = c;
}

static void test_values(long fd, __u32 session)
{
	struct invoke invoke;

	invoke_init(&invoke, session, TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, 40, 2, 0);
	check("invoke", buf_call(fd, TEE_IOC_INVOKE, &invoke, sizeof(invoke)), 0);
	check("ret of invoke", (long)invoke.arg.ret, 0);
	check("40 + 2", (long)invoke.params[0].a, 42);
}

static void test_memory(long fd, __u32 session)
{
	struct tee_ioctl_shm_alloc_data data = { .size = 4096 };
	struct invoke invoke;
	unsigned char *p;
	long shm;

	shm = ioctl(fd, TEE_IOC_SHM_ALLOC, &data);
	check("shm_alloc", shm >= 0, 1);
	p = (void *)call6(SYS_MMAP2, 0, 4096, PROT_RW, MAP_SHARED, shm, 0);
	check("mmap", (unsigned long)p < 0xfffff000ul, 1);
	p[1] = 5;
	p[2] = 6;
	invoke_init(&invoke, session, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, 16,
		    (__u64)data.id);
	check("invoke with a memref",
	      buf_call(fd, TEE_IOC_INVOKE, &invoke, sizeof(invoke)), 0);
	check("the sum", p[0], 11);
	invoke.params[0].c |= 1ull << 32;
	check("an id of 64 bits", buf_call(fd, TEE_IOC_INVOKE, &invoke, sizeof(invoke)),
	      -EINVAL);
	check("close", call6(SYS_CLOSE, shm, 0, 0, 0, 0, 0), 0);
}

static void test_register(long fd, __u32 session)
{
	static unsigned char own[8192];
	struct tee_ioctl_shm_register_data data = {
		.addr = (unsigned long)own + 100,
		.length = 5000,
	};
	struct invoke invoke;
	long shm = ioctl(fd, TEE_IOC_SHM_REGISTER, &data);

	check("shm_register", shm >= 0, 1);
	own[4000] = 9;
	invoke_init(&invoke, session, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, 5000,
		    (__u64)data.id);
	check("invoke with registered memory",
	      buf_call(fd, TEE_IOC_INVOKE, &invoke, sizeof(invoke)), 0);
	check("the sum", own[100], 9);
	check("close", call6(SYS_CLOSE, shm, 0, 0, 0, 0, 0), 0);
}

static void test_identity(long fd)
{
	struct tee_ioctl_identity id;

	memset(&id, 0, sizeof(id));
	id.size = sizeof(id) - 1;
	check("a short identity", ioctl(fd, TEE_IOC_IDENTITY, &id), -EINVAL);
	id.size = sizeof(id);
	check("identity", ioctl(fd, TEE_IOC_IDENTITY, &id), 0);
	check("its size", (long)id.size, sizeof(id));
	check("its capabilities", !!(id.capabilities & TEE_CAP_SESSION), 1);
	check("its conduit", id.conduit[0] != 0 && id.conduit[sizeof(id.conduit) - 1] == 0, 1);
	check("the OS's UUID", id.os_uuid[0] << 8 | id.os_uuid[15], 0x481b);
	check("the OS's name", id.os_name[0] == 'O' && id.os_name[5] == 'E', 1);
}

/* These would not survive a trip through a 32-bit pointer. */
static void test_wide_numbers(long fd, __u32 session)
{
	struct tee_ioctl_shm_register_data data = {
		.addr = (unsigned long)&session | 1ull << 32,
		.length = 16,
	};
	struct invoke invoke;

	invoke_init(&invoke, session, 0, 0, 0, 0);
	check("a length of 64 bits",
	      buf_call(fd, TEE_IOC_INVOKE, &invoke, sizeof(invoke) + (1ull << 32)),
	      -EINVAL);
	invoke.arg.num_params = 0x08000000;
	check("num_params that wraps",
	      buf_call(fd, TEE_IOC_INVOKE, &invoke, sizeof(invoke.arg)), -EINVAL);
	check("an address of 64 bits", ioctl(fd, TEE_IOC_SHM_REGISTER, &data) < 0, 1);
	check("an unmapped argument", ioctl(fd, TEE_IOC_INVOKE, (void *)16), -EFAULT);
}

__attribute__((used)) void _start(void)
{
	struct tee_ioctl_close_session_arg close_arg;
	struct tee_ioctl_version_data vers;
	long fd = call6(SYS_OPEN, (long)"/dev/tee0", O_RDWR, 0, 0, 0, 0);
	__u32 session;

	check("open /dev/tee0", fd >= 0, 1);
	check("version", ioctl(fd, TEE_IOC_VERSION, &vers), 0);
	check("impl_id", (long)vers.impl_id, TEE_IMPL_ID_OPTEE);
	test_identity(fd);
	session = open_session(fd);
	test_values(fd, session);
	test_memory(fd, session);
	test_register(fd, session);
	test_wide_numbers(fd, session);
	close_arg.session = session;
	check("close_session", ioctl(fd, TEE_IOC_CLOSE_SESSION, &close_arg), 0);
	call6(SYS_EXIT, failed, 0, 0, 0, 0, 0);
	for (;;)
		;
}
