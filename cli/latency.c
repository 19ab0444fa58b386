// SPDX-License-Identifier: BSD-2-Clause
/* Latency histogram */
#include <string.h>

#include "latency.h"

#define STEPS 16u	/* classes per power of two */

unsigned int latency_class(uint64_t ns)
{
	unsigned int power, class;

	if (ns < STEPS)
		return (unsigned int)ns;
	power = 63 - (unsigned int)__builtin_clzll(ns);	/* at least 4 */
	class = (power - 3) * STEPS + (unsigned int)(ns >> (power - 4) & (STEPS - 1));
	return class < LATENCY_CLASSES ? class : LATENCY_CLASSES - 1;
}

uint64_t latency_class_end(unsigned int class)
{
	unsigned int power;

	if (class < STEPS)
		return class;
	if (class >= LATENCY_CLASSES - 1)
		return UINT64_MAX;
	power = class / STEPS - 1;
	return ((uint64_t)(STEPS + class % STEPS + 1) << power) - 1;
}

void latencies_add(struct latencies *all, uint64_t ns)
{
	if (!all->count || ns < all->least)
		all->least = ns;
	if (ns > all->most)
		all->most = ns;
	all->count++;
	all->sum += ns;
	all->class[latency_class(ns)]++;
}

void latencies_merge(struct latencies *all, const struct latencies *more)
{
	if (!more->count)
		return;
	if (!all->count || more->least < all->least)
		all->least = more->least;
	if (more->most > all->most)
		all->most = more->most;
	all->count += more->count;
	all->sum += more->sum;
	for (size_t n = 0; n < LATENCY_CLASSES; n++)
		all->class[n] += more->class[n];
}

uint64_t latencies_percentile(const struct latencies *all, double percent)
{
	double wanted = percent / 100 * (double)all->count, seen = 0;
	unsigned int n;

	if (!all->count)
		return 0;
	for (n = 0; n < LATENCY_CLASSES; n++) {
		seen += (double)all->class[n];
		if (all->class[n] && seen >= wanted)
			break;
	}
	return n < LATENCY_CLASSES && latency_class_end(n) < all->most ? latency_class_end(n) :
								       all->most;
}

size_t latencies_bars(const struct latencies *all, struct latency_bar bars[LATENCY_BARS])
{
	unsigned int first, last, width;
	size_t count = 0;
	uint64_t rest = all->count;

	memset(bars, 0, LATENCY_BARS * sizeof(*bars));
	if (!all->count)
		return 0;
	first = latency_class(all->least);
	/* Bars up to 99.5 %, plus one more for the outliers. */
	last = latency_class(latencies_percentile(all, 99.5));
	width = (last - first) / (LATENCY_BARS - 1) + 1;
	for (unsigned int n = first; n <= last; n += width) {
		unsigned int class;

		for (class = n; class < n + width && class < LATENCY_CLASSES; class++)
			bars[count].count += all->class[class];
		bars[count].end = latency_class_end(class - 1);
		rest -= bars[count].count;
		count++;
	}
	if (rest)
		bars[count++] = (struct latency_bar) { .end = all->most, .count = rest };
	else if (bars[count - 1].end > all->most)
		bars[count - 1].end = all->most;
	return count;
}
