// SPDX-License-Identifier: BSD-2-Clause
/*
 * Prints what bench/supp_clock.c has counted, as samples.c prints a line: the mean of each
 * kind of request in place of the median, for now and then one does what others were
 * spared, and half of what we compare with as the limit. Last, all of them together.
 *
 * usage: bench-supp-clock FILE
 */
#include "samples.h"
#include "supp_clock.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct {
	const char *name;
	unsigned int service;
	unsigned int kind;
} kinds[] = {
	{ "open", SUPP_CLOCK_FS, 0 },
	{ "create", SUPP_CLOCK_FS, 1 },
	{ "close", SUPP_CLOCK_FS, 2 },
	{ "read", SUPP_CLOCK_FS, 3 },
	{ "write", SUPP_CLOCK_FS, 4 },
	{ "truncate", SUPP_CLOCK_FS, 5 },
	{ "remove", SUPP_CLOCK_FS, 6 },
	{ "allocate memory", SUPP_CLOCK_ALLOC, 0 },
	{ "free memory", SUPP_CLOCK_FREE, 0 },
	{ "size of an application", SUPP_CLOCK_LOAD, 0 },
	{ "load an application", SUPP_CLOCK_LOAD, 1 },
};

static double ns_per_tick(void)
{
	uint64_t hertz;

	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hertz));
	return 1e9 / (double)hertz;
}

static void print_row(const char *name, double ns)
{
	printf("supplicant: %s\t%.0f\t%.0f\t%.0f\thalf\n", name, ns, ns, ns);
}

int main(int argc, char **argv)
{
	struct supp_clock *counts;
	double all = 0, ns;
	int fd;

	if (argc != 2)
		die("usage: bench-supp-clock FILE");
	fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	check(fd >= 0, argv[1]);
	counts = mmap(NULL, sizeof(*counts), PROT_READ, MAP_SHARED, fd, 0);
	check(counts != MAP_FAILED, "mmap");
	for (unsigned int n = 0; n < sizeof(kinds) / sizeof(kinds[0]); n++) {
		struct supp_clock_kind *kind = &counts->services[kinds[n].service][kinds[n].kind];

		if (!kind->requests)
			die("nothing was asked of the kind '%s'", kinds[n].name);
		ns = (double)kind->ticks * ns_per_tick();
		all += ns;
		print_row(kinds[n].name, ns / (double)kind->requests);
		fprintf(stderr, "supplicant: %s: %llu requests\n", kinds[n].name,
			(unsigned long long)kind->requests);
	}
	print_row("all requests together", all);
	return 0;
}
