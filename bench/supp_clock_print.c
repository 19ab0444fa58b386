// SPDX-License-Identifier: BSD-2-Clause
/*
 * Print the totals that bench/supp_clock.c recorded, in the same format as
 * samples.c. The numbers are means and not medians, since some requests do work
 * ahead for later ones. The last row sums up everything.
 *
 * Supplicants may split the same work differently across the requests that a client
 * sees as one operation. Those requests form a group, which has a single row and
 * limit. Every other kind gets its own. The limit is half of the baseline, except
 * for loading a TA, which may take as long as the baseline.
 *
 * usage: bench-supp-clock FILE
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "samples.h"
#include "supp_clock.h"

/* requests that are one operation to the client */
enum group {
	ALONE,
	FILE_LIFE,	/* open or create, truncate, close, remove */
	APPLICATION,	/* OP-TEE asks for the TA's size, then for the TA */
	NUM_GROUPS
};

static const struct {
	const char *name;
	const char *limit;
} groups[NUM_GROUPS] = {
	[FILE_LIFE] = { "open, create, cut, close, remove", "half" },
	/*
	 * Our worker isn't allowed to open TAs. It has to ask another process twice, for
	 * the size and for the file, so we don't demand half the time here.
	 */
	[APPLICATION] = { "size + load of an application", "baseline" },
};

static const struct {
	const char *name;
	unsigned int service;
	unsigned int kind;
	enum group group;
} kinds[] = {
	{ "open", SUPP_CLOCK_FS, 0, FILE_LIFE },
	{ "create", SUPP_CLOCK_FS, 1, FILE_LIFE },
	{ "close", SUPP_CLOCK_FS, 2, FILE_LIFE },
	{ "read", SUPP_CLOCK_FS, 3, ALONE },
	{ "write", SUPP_CLOCK_FS, 4, ALONE },
	{ "truncate", SUPP_CLOCK_FS, 5, FILE_LIFE },
	{ "remove", SUPP_CLOCK_FS, 6, FILE_LIFE },
	{ "allocate memory", SUPP_CLOCK_ALLOC, 0, ALONE },
	{ "free memory", SUPP_CLOCK_FREE, 0, ALONE },
	{ "size of an application", SUPP_CLOCK_LOAD, 0, APPLICATION },
	{ "load an application", SUPP_CLOCK_LOAD, 1, APPLICATION },
};

static double ns_per_tick(void)
{
	uint64_t hertz;

	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hertz));
	return 1e9 / (double)hertz;
}

static void print_row(const char *name, double ns, const char *limit)
{
	printf("supplicant: %s\t%.0f\t%.0f\t%.0f\t%s\n", name, ns, ns, ns, limit);
}

/* mean time per group */
static void print_groups(const double *ns, const double *requests)
{
	for (size_t n = ALONE + 1; n < NUM_GROUPS; n++)
		print_row(groups[n].name, ns[n] / requests[n], groups[n].limit);
}

int main(int argc, char **argv)
{
	struct supp_clock *counts;
	double of_group[NUM_GROUPS] = { 0 }, requests[NUM_GROUPS] = { 0 }, all = 0, ns;
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
		of_group[kinds[n].group] += ns;
		requests[kinds[n].group] += (double)kind->requests;
		print_row(kinds[n].name, ns / (double)kind->requests,
			  kinds[n].group == ALONE ? "half" : "-");
		fprintf(stderr, "supplicant: %s: %llu requests\n", kinds[n].name,
			(unsigned long long)kind->requests);
	}
	print_groups(of_group, requests);
	print_row("all requests together", all, "half");
	return 0;
}
