// SPDX-License-Identifier: BSD-2-Clause
/*
 * Parse trace event histograms. A line looks like this:
 *
 *   { device: tee0  , ta: cb3e5ba0-…  , latency_ns: ~ 2^20 } hitcount:  2  latency_ns:  17
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse/hist_parse.h"

static struct hist_row *get_row(struct hist *hist, const char *device, const char *ta)
{
	struct hist_row *rows = (struct hist_row *)hist_find(hist, device, ta);

	if (rows)
		return rows;
	rows = reallocarray(hist->rows, hist->count + 1, sizeof(*rows));
	if (!rows)
		return NULL;
	hist->rows = rows;
	rows += hist->count++;
	*rows = (struct hist_row) { 0 };
	snprintf(rows->device, sizeof(rows->device), "%s", device);
	snprintf(rows->ta, sizeof(rows->ta), "%s", ta);
	return rows;
}

/* saturating addition */
static void add(uint64_t *sum, uint64_t more)
{
	if (__builtin_add_overflow(*sum, more, sum))
		*sum = UINT64_MAX;
}

static int take_row(struct hist *hist, const char *line)
{
	char device[HIST_WORD_SIZE], ta[HIST_WORD_SIZE];
	struct hist_row *row;
	unsigned int class;
	uint64_t hits, ns;
	int keys = 0, end = 0;

	if (sscanf(line, "{ device: %39[^ ,] , ta: %39[^ ,] , %n", device, ta, &keys) != 2 || !keys)
		return 0;
	line += keys;
	if (sscanf(line, "latency_ns: ~ 2^%u } hitcount: %" SCNu64 " latency_ns: %" SCNu64,
		   &class, &hits, &ns) == 3) {
		row = get_row(hist, device, ta);
		if (!row)
			return -ENOMEM;
		add(&row->calls, hits);
		add(&row->ns, ns);
		add(&row->class[class < HIST_CLASSES ? class : HIST_CLASSES - 1], hits);
	} else if (sscanf(line, "ret: %*s } hitcount: %" SCNu64 "%n", &hits, &end) == 1 && end) {
		row = get_row(hist, device, ta);
		if (!row)
			return -ENOMEM;
		add(&row->refused, hits);
	}
	return 0;
}

int hist_parse(char *text, struct hist *hist)
{
	char *rest;
	uint64_t dropped;
	int rc = 0;

	*hist = (struct hist) { 0 };
	for (char *line = strtok_r(text, "\n", &rest); line && !rc;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (line[0] == '{')
			rc = take_row(hist, line);
		else if (sscanf(line, " Dropped: %" SCNu64, &dropped) == 1)
			add(&hist->dropped, dropped);
	}
	return rc;
}

void hist_free(struct hist *hist)
{
	free(hist->rows);
	*hist = (struct hist) { 0 };
}

const struct hist_row *hist_find(const struct hist *hist, const char *device, const char *ta)
{
	for (size_t n = 0; n < hist->count; n++)
		if (!strcmp(hist->rows[n].device, device) && !strcmp(hist->rows[n].ta, ta))
			return &hist->rows[n];
	return NULL;
}

static uint64_t since(uint64_t now, uint64_t before)
{
	return now > before ? now - before : 0;
}

void hist_row_subtract(struct hist_row *row, const struct hist_row *before)
{
	if (!before)
		return;
	row->calls = since(row->calls, before->calls);
	row->ns = since(row->ns, before->ns);
	row->refused = since(row->refused, before->refused);
	for (size_t n = 0; n < HIST_CLASSES; n++)
		row->class[n] = since(row->class[n], before->class[n]);
}

double hist_row_bound(const struct hist_row *row, double share)
{
	double seen = 0, all = 0;
	size_t n;

	for (n = 0; n < HIST_CLASSES; n++)
		all += (double)row->class[n];
	if (all <= 0)
		return 0;
	for (n = 0; n < HIST_CLASSES - 1; n++) {
		seen += (double)row->class[n];
		if (seen >= share * all)
			break;
	}
	return (double)((uint64_t)1 << n);
}
