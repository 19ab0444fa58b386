// SPDX-License-Identifier: BSD-2-Clause
/*
 * Issue a request over and over, each time with a different allocation or user copy
 * failing.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness.h"
#include "nth.h"

/*
 * No request has anywhere near this many steps. If it's still failing by then, it
 * isn't because of us.
 */
#define MAX_STEPS 1500

static void knob(const char *name, const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/kernel/debug/%s", name);
	CHECK_MSG(!write_text(path, value), "%s: %s", path, errno_name(errno));
}

/*
 * Modules are within the 2 GiB below the kernel. Requiring this range in the stack
 * trace confines the failures to what modules do or cause.
 */
static unsigned long modules_base(void)
{
	static char text[65536];
	const char *address;

	CHECK(read_text("/proc/modules", text, sizeof(text)));
	address = strstr(text, " 0x");
	CHECK_MSG(address, "no module is loaded");
	return strtoul(address + 1, NULL, 16) & ~((1ul << 31) - 1);
}

/* Set the range for slab and page allocations and for user copies. */
static void nth_range(const char *which, unsigned long start, unsigned long end)
{
	static const char *const kinds[] = { "failslab", "fail_page_alloc", "fail_usercopy" };
	char name[64], text[32];

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		snprintf(name, sizeof(name), "%s/%s-start", kinds[i], which);
		snprintf(text, sizeof(text), "0x%lx", start);
		knob(name, text);
		snprintf(name, sizeof(name), "%s/%s-end", kinds[i], which);
		snprintf(text, sizeof(text), "0x%lx", end);
		knob(name, text);
	}
}

/*
 * Do not fail anything in or below this kernel function, which cannot cope with it.
 * Its end is the next symbol in /proc/kallsyms, where they are sorted by address.
 */
static void nth_spare(const char *function)
{
	FILE *symbols = fopen("/proc/kallsyms", "re");
	unsigned long address, start = 0;
	char line[512], name[256];

	CHECK(symbols);
	while (fgets(line, sizeof(line), symbols)) {
		if (sscanf(line, "%lx %*c %255s", &address, name) != 2)
			continue;
		if (start && address > start)
			break;
		if (!strcmp(name, function))
			start = address;
	}
	fclose(symbols);
	CHECK_MSG(start && address > start, "the kernel has no %s", function);
	nth_range("reject", start, address);
}

/* Arm all kinds of failures, but keep the log quiet. */
static int nth_open(void)
{
	nth_range("require", 0, ~0ul);
	nth_range("reject", 0, 0);
	knob("failslab/ignore-gfp-wait", "N");
	knob("fail_page_alloc/ignore-gfp-wait", "N");
	knob("fail_page_alloc/ignore-gfp-highmem", "N");
	knob("fail_page_alloc/min-order", "0");
	knob("failslab/verbose", "0");
	knob("fail_page_alloc/verbose", "0");
	knob("fail_usercopy/verbose", "0");
	return (int)CHECK_OK(open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC));
}

static void nth_arm(int nth, unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

	CHECK_EQ(pwrite(nth, text, (size_t)len, 0), len);
}

/* Did the step we picked fail? This read may itself be the one that does. */
static bool nth_disarm(int nth)
{
	char text[16] = "";
	bool hit;

	if (pread(nth, text, sizeof(text) - 1, 0) < 0) {
		CHECK_EQ(errno, EFAULT);
		hit = false;
	} else {
		hit = atoi(text) == 0;
	}
	while (pwrite(nth, "0", 1, 0) < 0)
		CHECK_EQ(errno, EFAULT);
	return hit;
}

/* Try every step at first, and later only some, as by then most of them are repetitions. */
static unsigned int nth_next(unsigned int n)
{
	return n < 40 ? n + 1 : n + 1 + n / 10;
}

/* Run the request with step @n failing. Returns false if it does not have that many. */
static bool once(const struct request *request, struct scene *scene, int nth, unsigned int n,
		 unsigned int *errors)
{
	int rc, err;
	bool hit;

	request->prepare(scene);
	nth_arm(nth, n);
	rc = request->attempt(scene);
	err = errno;
	hit = nth_disarm(nth);
	if (rc < 0) {
		CHECK_MSG(hit, "expected success without a fault, got %s", errno_name(err));
		CHECK_MSG(err == ENOMEM || err == EFAULT,
			  "step %u fails: expected ENOMEM or EFAULT, got %s", n,
			  errno_name(err));
		(*errors)++;
	} else if (request->check) {
		request->check(scene);
	}
	if (request->undo)
		request->undo(scene);
	return hit;
}

void nth_every_step(const struct request *request, struct scene *scene,
		    void (*clean)(struct scene *scene))
{
	unsigned int n = 1, tries, errors = 0;
	int nth = nth_open();

	for (tries = 0; once(request, scene, nth, n, &errors); tries++) {
		clean(scene);
		n = nth_next(n);
		CHECK_MSG(n <= MAX_STEPS, "still failing after %u steps", n);
	}
	clean(scene);
	test_note("%u of about %u steps failed; %u of them made an error", tries, n - 1, errors);
	/* If there was nothing to fail, the request should have said so. */
	CHECK_MSG(request->takes_nothing == (n == 1), "expected %s, got %u",
		  request->takes_nothing ? "no step that can fail" : "some", n - 1);
	close(nth);
}

int load_module(const char *name)
{
	char path[64];
	int file, rc, err;

	snprintf(path, sizeof(path), "/lib/gtee/%s.ko", name);
	file = (int)CHECK_OK(open(path, O_RDONLY | O_CLOEXEC));
	rc = (int)syscall(SYS_finit_module, file, "", 0);
	err = errno;
	close(file);
	errno = err;
	return rc;
}

void nth_load(const char *name, const char *spared)
{
	unsigned int n, tries = 0, loaded = 0;
	int nth = nth_open(), rc, err;
	unsigned long base = modules_base();
	bool hit;

	nth_range("require", base, base + (1ul << 31));
	if (spared)
		nth_spare(spared);
	CHECK_OK(syscall(SYS_delete_module, name, 0));
	for (n = 1, hit = true; hit; n = nth_next(n)) {
		CHECK_MSG(n <= MAX_STEPS, "still failing after %u steps", n);
		nth_arm(nth, n);
		rc = load_module(name);
		err = errno;
		hit = nth_disarm(nth);
		CHECK_MSG(!rc || hit, "expected success without a fault, got %s",
			  errno_name(err));
		tries += hit;
		loaded += hit && !rc;
		if (!rc)
			CHECK_OK(syscall(SYS_delete_module, name, 0));
	}
	test_note("%s: %u of about %u steps failed; it was loaded nevertheless %u times",
		  name, tries, n - 1, loaded);
	close(nth);
}
