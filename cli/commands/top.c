// SPDX-License-Identifier: BSD-2-Clause
/*
 * gtee top: rate and latency of calls by device and TA
 *
 * The counting is done in the kernel, by a histogram trigger on a trace event in a
 * tracefs instance of our own. All we do is read the histogram after each interval
 * and print what changed.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "commands/top.h"
#include "devices.h"
#include "names.h"
#include "output.h"
#include "parse/call_args.h"
#include "parse/hist_parse.h"
#include "parse/stats_parse.h"
#include "tracefs.h"

#define EVENT "events/tee/tee_invoke_end"

static const struct gtee_option options[] = {
	GTEE_OPTION_TEE,
	{ "interval", 'i', "SECONDS", "length of an interval, 1 to 3600 (1)" },
	{ "count", 'n', "N", "number of intervals, 0 for no limit (0)" },
	GTEE_OPTION_JSON,
	GTEE_OPTION_HELP,
	{ NULL, 0, NULL, NULL },
};

/*
 * struct top - a running gtee top
 * @tracefs:	our own instance
 * @interval:	interval in seconds
 * @count:	stop after this many intervals, 0 for never
 * @device:	show only this device, or all if ""
 * @before:	histogram at the end of the last interval
 * @time:	when @before was read, in ns
 */
struct top {
	struct tracefs tracefs;
	uint32_t interval, count;
	char device[HIST_WORD_SIZE];
	struct hist before;
	double time;
};

static double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int look(struct top *top, struct hist *hist)
{
	char *text;
	int rc = tracefs_read(&top->tracefs, EVENT "/hist", &text);

	*hist = (struct hist) { 0 };
	if (!rc) {
		rc = hist_parse(text, hist);
		free(text);
	}
	if (rc) {
		output_error(EVENT "/hist", NULL, "%s", strerror(-rc));
		return GTEE_SYSTEM;
	}
	return GTEE_DONE;
}

static int start(struct top *top)
{
	int status = tracefs_open(&top->tracefs, true), rc;

	if (status)
		return status;
	/* Nobody reads the trace buffer itself. */
	tracefs_write(&top->tracefs, "buffer_size_kb", "4");
	rc = tracefs_write(&top->tracefs, EVENT "/trigger", HIST_LATENCIES);
	if (!rc)
		rc = tracefs_write(&top->tracefs, EVENT "/trigger", HIST_REFUSALS);
	if (rc) {
		output_error(EVENT "/trigger", "The kernel needs CONFIG_HIST_TRIGGERS.",
			     "cannot set up a histogram: %s", strerror(-rc));
		return GTEE_SYSTEM;
	}
	top->time = now_ns();
	return look(top, &top->before);
}

static int by_calls(const void *one, const void *other)
{
	const struct hist_row *a = one, *b = other;
	int device = strcmp(a->device, b->device);

	if (device)
		return device;
	return a->calls > b->calls ? -1 : a->calls < b->calls;
}

/* Sum up all of @device's TAs. The sum has an empty @ta. */
static void sum_device(const struct hist *hist, const char *device, struct hist_row *sum)
{
	*sum = (struct hist_row) { 0 };
	snprintf(sum->device, sizeof(sum->device), "%s", device);
	for (size_t n = 0; n < hist->count; n++) {
		const struct hist_row *row = &hist->rows[n];

		if (strcmp(row->device, device))
			continue;
		sum->calls += row->calls;
		sum->ns += row->ns;
		sum->refused += row->refused;
		for (size_t class = 0; class < HIST_CLASSES; class++)
			sum->class[class] += row->class[class];
	}
}

static bool read_stats(const char *device, struct device_stats *stats)
{
	char *text;

	*stats = (struct device_stats) { 0 };
	if (devices_read_stats(device, &text))
		return false;
	stats_parse(text, stats);
	free(text);
	return true;
}

static void print_row(const struct hist_row *row, double seconds, const char *label)
{
	char mean[OUTPUT_NUMBER_SIZE], half[OUTPUT_NUMBER_SIZE], most[OUTPUT_NUMBER_SIZE];

	printf("%s%-9s %-57.57s%s %9.1f ", row->ta[0] ? "" : style(STYLE_BOLD), shown(row->device),
	       shown(label),
	       row->ta[0] ? "" : style(STYLE_PLAIN), (double)row->calls / seconds);
	if (row->refused)
		printf("%s%9.1f%s", style(STYLE_BAD), (double)row->refused / seconds,
		       style(STYLE_PLAIN));
	else
		printf("%9s", "-");
	if (row->calls)
		printf(" %9s %9s %9s\n",
		       format_duration((double)row->ns / (double)row->calls, mean),
		       format_duration(hist_row_bound(row, 0.5), half),
		       format_duration(hist_row_bound(row, 0.99), most));
	else
		printf(" %9s %9s %9s\n", "-", "-", "-");
}

static void print_device(const struct hist *hist, const char *device, double seconds)
{
	char label[TA_LABEL_SIZE], shared[OUTPUT_NUMBER_SIZE];
	struct device_stats stats;
	struct hist_row sum;

	sum_device(hist, device, &sum);
	if (read_stats(device, &stats))
		snprintf(label, sizeof(label), "all: %" PRIu64 " client%s, %" PRIu64
			 " session%s, %s shared", stats.contexts, stats.contexts == 1 ? "" : "s",
			 stats.sessions, stats.sessions == 1 ? "" : "s",
			 format_size(stats.shm_bytes, shared));
	else
		snprintf(label, sizeof(label), "all");
	print_row(&sum, seconds, label);
	for (size_t n = 0; n < hist->count; n++)
		if (!strcmp(hist->rows[n].device, device) && hist->rows[n].calls)
			print_row(&hist->rows[n], seconds, ta_label(hist->rows[n].ta, label));
}

static struct json_object *json_row(const struct hist_row *row, double seconds)
{
	struct json_object *object = json_object_new_object();

	json_number(object, "calls", row->calls);
	json_real(object, "calls_per_s", (double)row->calls / seconds);
	json_number(object, "refused", row->refused);
	json_real(object, "mean_us", row->calls ?
		  (double)row->ns / (double)row->calls / 1e3 : 0);
	json_real(object, "p50_below_us", hist_row_bound(row, 0.5) / 1e3);
	json_real(object, "p99_below_us", hist_row_bound(row, 0.99) / 1e3);
	return object;
}

static struct json_object *json_device(const struct hist *hist, const char *device,
				       double seconds)
{
	struct json_object *object, *array = json_object_new_array();
	struct device_stats stats;
	struct hist_row sum;

	sum_device(hist, device, &sum);
	object = json_row(&sum, seconds);
	json_text(object, "device", device);
	if (read_stats(device, &stats)) {
		json_number(object, "clients", stats.contexts);
		json_number(object, "sessions", stats.sessions);
		json_number(object, "shm_bytes", stats.shm_bytes);
	}
	for (size_t n = 0; n < hist->count; n++) {
		struct json_object *application;
		uint8_t uuid[TEE_IOCTL_UUID_LEN];

		if (strcmp(hist->rows[n].device, device) || !hist->rows[n].calls)
			continue;
		application = json_row(&hist->rows[n], seconds);
		json_text(application, "ta", hist->rows[n].ta);
		json_text(application, "ta_name",
			  ta_find(hist->rows[n].ta, uuid) ? NULL : ta_name(uuid));
		json_object_array_add(array, application);
	}
	json_object_object_add(object, "applications", array);
	return object;
}

/* Print all TEEs, idle ones too. false means that we're done. */
static bool show(const struct top *top, const struct hist *hist, double seconds)
{
	struct json_object *document = NULL, *devices = NULL;
	struct tee_device_info *list;
	size_t count;

	if (tee_devices_list(&list, &count))
		return false;
	if (output_is_json()) {
		document = json_object_new_object();
		devices = json_object_new_array();
		json_real(document, "interval_s", seconds);
		json_number(document, "dropped", hist->dropped);
	} else {
		if (output_is_terminal())
			fputs("\033[H\033[J", stdout);
		printf("%s%-9s %-57s %9s %9s %9s %9s %9s%s\n", style(STYLE_DIM), "TEE",
		       "TRUSTED APPLICATION", "CALLS/S", "ERRORS/S", "MEAN", "HALF <=", "99% <=",
		       style(STYLE_PLAIN));
	}
	for (size_t n = 0; n < count; n++) {
		const char *device = devices_name(&list[n]);

		if (list[n].privileged || (top->device[0] && strcmp(top->device, device)))
			continue;
		if (document)
			json_object_array_add(devices, json_device(hist, device, seconds));
		else
			print_device(hist, device, seconds);
	}
	free(list);
	if (document) {
		json_object_object_add(document, "devices", devices);
		return output_line(document);
	}
	if (hist->dropped)
		printf("(%" PRIu64 " calls were not counted: too many applications)\n",
		       hist->dropped);
	return output_flush();
}

/* @difference = @now - @before, sorted by device and number of calls */
static int subtract(const struct hist *now, const struct hist *before, struct hist *difference)
{
	*difference = (struct hist) { .count = now->count, .dropped = now->dropped };
	difference->rows = calloc(now->count + 1, sizeof(*now->rows));
	if (!difference->rows)
		return -ENOMEM;
	for (size_t n = 0; n < now->count; n++) {
		difference->rows[n] = now->rows[n];
		hist_row_subtract(&difference->rows[n],
				  hist_find(before, now->rows[n].device, now->rows[n].ta));
	}
	qsort(difference->rows, difference->count, sizeof(*difference->rows), by_calls);
	return 0;
}

static int step(struct top *top, bool *is_read)
{
	struct hist now, difference;
	double time = now_ns();
	int status = look(top, &now);

	if (status)
		return status;
	if (subtract(&now, &top->before, &difference)) {
		hist_free(&now);
		output_error("top", NULL, "%s", strerror(ENOMEM));
		return GTEE_SYSTEM;
	}
	*is_read = show(top, &difference, (time - top->time) / 1e9);
	hist_free(&difference);
	hist_free(&top->before);
	top->before = now;
	top->time = time;
	return GTEE_DONE;
}

static int watch(struct top *top)
{
	uint32_t times = 0;
	bool is_read = true;

	while (is_read && !until_signal_came() && (!top->count || times < top->count)) {
		int status;

		/*
		 * Interrupted, so we're about to stop. Don't show the interval's first
		 * part as if it were whole.
		 */
		if (poll(NULL, 0, (int)(top->interval * 1000)) < 0)
			continue;
		status = step(top, &is_read);
		if (status)
			return status;
		times++;
	}
	return GTEE_DONE;
}

static int parse(const struct gtee_command *command, int argc, char **argv, struct top *top,
		 const char **selector)
{
	int letter;

	while ((letter = command_option(command, argc, argv)) != GTEE_OPTION_END) {
		switch (letter) {
		case 't':
			*selector = optarg;
			break;
		case 'i':
			if (call_number_parse(optarg, &top->interval) || !top->interval ||
			    top->interval > 3600)
				return command_misused(command, "invalid interval '%s': expected "
						       "1 to 3600 seconds", optarg);
			break;
		case 'n':
			if (call_number_parse(optarg, &top->count))
				return command_misused(command, "invalid number '%s'", optarg);
			break;
		default:
			return letter == GTEE_OPTION_HELPED ? -1 : GTEE_USAGE;
		}
	}
	if (command_has_operands(command, argc, argv))
		return GTEE_USAGE;
	return GTEE_DONE;
}

static int run(const struct gtee_command *command, int argc, char **argv)
{
	struct top top = { .interval = 1, .tracefs = { .pipe = -1, .pin = -1, .guard = -1 } };
	const char *selector = NULL;
	int status = parse(command, argc, argv, &top, &selector);

	if (status)
		return status < 0 ? GTEE_DONE : status;
	status = devices_choose_name(selector, top.device, sizeof(top.device));
	if (status)
		return status;
	until_signal();
	status = start(&top);
	if (!status)
		status = watch(&top);
	hist_free(&top.before);
	tracefs_close(&top.tracefs);
	return status;
}

const struct gtee_command gtee_top = {
	.name = "top",
	.summary = "Show the rate and the latency of calls, for each TEE and Trusted Application",
	.details =
	"The kernel counts the calls while this runs. HALF and 99%: this share of the calls took\n"
	"no longer, rounded up to a power of two in nanoseconds. Requires root.",
	.options = options,
	.run = run,
};
