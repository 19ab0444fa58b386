// SPDX-License-Identifier: BSD-2-Clause
/* gtee bench: latency and throughput of calls */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tee_client_api.h>
#include <time.h>

#include "command.h"
#include "commands/bench.h"
#include "devices.h"
#include "latency.h"
#include "names.h"
#include "output.h"
#include "parse/call_args.h"
#include "session.h"
#include "tee_uuid.h"
#include "tracefs.h"

#define MAX_THREADS	256
#define WARM_UP		16
#define NEXT_SIZE	256

static const struct gtee_option options[] = {
	GTEE_OPTION_TEE,
	{ "size", 's', "SIZE", "pass shared memory of this size, in and out (none)" },
	{ "threads", 'T', "N", "number of threads, each with its own session, 1 to 256 (1)" },
	{ "seconds", 'd', "N", "duration, 1 to 3600 (5)" },
	GTEE_OPTION_JSON,
	GTEE_OPTION_HELP,
	{ NULL, 0, NULL, NULL },
};

/*
 * struct bench - what to measure
 * @info:	the TEE
 * @uuid:	the TA's UUID
 * @command:	command to invoke
 * @threads:	how many threads call concurrently
 * @seconds:	for how long, in seconds
 * @size:	bytes of shared memory, if @has_size
 * @has_size:	pass a shared memory parameter
 * @has_value:	pass a value parameter (@has_size wins)
 * @by_default:	the user picked neither @uuid nor @command
 * @go:		start flag for the threads
 * @stop:	stop flag for the threads
 */
struct bench {
	struct tee_device_info info;
	uint8_t uuid[TEE_IOCTL_UUID_LEN];
	uint32_t command, threads, seconds;
	size_t size;
	bool has_size, has_value, by_default;
	atomic_bool go, stop;
};

/*
 * struct worker - one thread and what it measured
 * @bench:	shared by all workers
 * @thread:	the thread
 * @client:	its device and session
 * @memory:	its shared memory
 * @latencies:	latencies of completed calls
 * @errors:	calls that came back with an error
 * @answer:	last result
 * @failed:	errno that ended the thread early, or 0
 * @has_session: @client has a session
 */
struct worker {
	struct bench *bench;
	pthread_t thread;
	struct client client;
	struct client_memory memory;
	struct latencies latencies;
	uint64_t errors;
	struct client_answer answer;
	int failed;
	bool has_session;
};

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static bool is_dead(const struct worker *worker)
{
	return worker->answer.code == TEEC_ERROR_TARGET_DEAD;
}

static int invoke_once(struct worker *worker)
{
	struct bench *bench = worker->bench;
	struct tee_ioctl_param param = { .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT };
	int rc;

	if (bench->has_size)
		param = (struct tee_ioctl_param) {
			.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT,
			.b = bench->size,
			.c = (uint64_t)worker->memory.id,
		};
	rc = client_invoke(&worker->client, bench->command, &param,
			   bench->has_size || bench->has_value, &worker->answer);
	/* There'd be nothing left to measure. */
	if (is_dead(worker))
		atomic_store(&bench->stop, true);
	return rc;
}

static void *work(void *argument)
{
	struct worker *worker = argument;
	struct bench *bench = worker->bench;
	int rc = 0;

	for (int n = 0; n < WARM_UP && !rc && !is_dead(worker); n++)
		rc = invoke_once(worker);
	while (!atomic_load(&bench->go))
		sched_yield();
	while (!rc && !atomic_load_explicit(&bench->stop, memory_order_relaxed)) {
		uint64_t start = now_ns();

		rc = invoke_once(worker);
		if (rc)
			break;
		latencies_add(&worker->latencies, now_ns() - start);
		worker->errors += worker->answer.code != 0;
	}
	worker->failed = -rc;
	return NULL;
}

/* Suggest a different call to measure. */
static const char *name_a_call(const struct bench *bench, char *next, size_t size)
{
	snprintf(next, size, "gtee bench --tee %s UUID COMMAND measures a command of a Trusted "
		 "Application of your choice.", devices_name(&bench->info));
	return next;
}

static int prepare(struct bench *bench, struct worker *worker)
{
	char next[NEXT_SIZE];
	const struct session_request request = {
		.uuid = bench->uuid,
		.login = TEE_IOCTL_LOGIN_PUBLIC,
		.not_found = bench->by_default ? name_a_call(bench, next, sizeof(next)) : NULL,
	};
	int status, rc;

	worker->bench = bench;
	status = devices_open(&bench->info, &worker->client);
	if (!status)
		status = session_open(&bench->info, &worker->client, &request);
	if (status)
		return status;
	worker->has_session = true;
	rc = bench->has_size ? client_share(&worker->client, bench->size, &worker->memory) : 0;
	return rc ? devices_failed(&bench->info, "cannot share memory", -rc) : GTEE_DONE;
}

static void release(struct worker *worker)
{
	client_unshare(&worker->memory);
	if (worker->has_session)
		client_close_session(&worker->client);
	client_close(&worker->client);
}

static void wait_for_end(const struct bench *bench)
{
	uint64_t end = now_ns() + bench->seconds * (uint64_t)1000000000;

	while (!until_signal_came() && !atomic_load(&bench->stop) && now_ns() < end) {
		uint64_t left = end - now_ns();
		struct timespec sleep = { 0, 100000000 };

		if (left < 100000000)
			sleep.tv_nsec = (long)left;
		nanosleep(&sleep, NULL);
	}
}

/*
 * Returns how long it took in seconds, or 0 (with an error printed) if a thread
 * didn't start.
 */
static double run_workers(struct bench *bench, struct worker *workers)
{
	uint32_t started = 0;
	uint64_t start, end = 0;
	int rc = 0;

	for (; started < bench->threads && !rc; started++)
		rc = pthread_create(&workers[started].thread, NULL, work, &workers[started]);
	if (rc) {
		started--;
		output_error("bench", NULL, "cannot start a thread: %s", strerror(rc));
		atomic_store(&bench->stop, true);
	}
	start = now_ns();
	atomic_store(&bench->go, true);
	if (!rc)
		wait_for_end(bench);
	atomic_store(&bench->stop, true);
	end = now_ns();
	for (uint32_t n = 0; n < started; n++)
		pthread_join(workers[n].thread, NULL);
	return rc ? 0 : (double)(end - start) / 1e9;
}

static void print_histogram(const struct latencies *all)
{
	struct latency_bar bars[LATENCY_BARS];
	size_t count = latencies_bars(all, bars);
	uint64_t most = 1;

	for (size_t n = 0; n < count; n++)
		if (bars[n].count > most)
			most = bars[n].count;
	putchar('\n');
	for (size_t n = 0; n < count; n++) {
		unsigned int width = (unsigned int)(bars[n].count * 50 / most);
		char time[OUTPUT_NUMBER_SIZE];

		/* The micro sign is two bytes, but one column wide. */
		format_duration((double)bars[n].end, time);
		printf("  <= %*s  %s", strchr(time, '\302') ? 10 : 9, time, style(STYLE_GOOD));
		for (unsigned int column = 0;
		     column < width || (!column && bars[n].count); column++)
			fputs(output_is_utf8() ? "\u2588" : "#", stdout);
		printf("%s %" PRIu64 "\n", style(STYLE_PLAIN), bars[n].count);
	}
}

static const double percents[] = { 50, 90, 99, 99.9 };

static void report_text(const struct bench *bench, const struct latencies *all, uint64_t errors,
			const struct client_answer *answer, double seconds)
{
	char label[TA_LABEL_SIZE], uuid[TEE_UUID_TEXT_SIZE], time[OUTPUT_NUMBER_SIZE];
	char size[OUTPUT_NUMBER_SIZE];

	tee_uuid_format(bench->uuid, uuid);
	printf("%s%s%s on %s, command 0x%x, %s, %u thread%s\n", style(STYLE_BOLD),
	       ta_label(uuid, label), style(STYLE_PLAIN), devices_name(&bench->info),
	       bench->command, bench->has_size ? format_size(bench->size, size) :
			       bench->has_value ? "one value" : "no parameters",
	       bench->threads, bench->threads == 1 ? "" : "s");
	printf("%s%" PRIu64 "%s calls in %.2f s, %s%.0f%s a second", style(STYLE_BOLD), all->count,
	       style(STYLE_PLAIN), seconds, style(STYLE_BOLD), (double)all->count / seconds,
	       style(STYLE_PLAIN));
	if (bench->has_size && bench->size)
		printf(", %s a second each way",
		       format_size((uint64_t)((double)all->count / seconds *
					      (double)bench->size), size));
	printf("\n\n  %-8s %10s\n", "least", format_duration((double)all->least, time));
	for (size_t n = 0; n < sizeof(percents) / sizeof(percents[0]); n++) {
		char name[16];

		snprintf(name, sizeof(name), "%g %%", percents[n]);
		printf("  %-8s %10s\n", name,
		       format_duration((double)latencies_percentile(all, percents[n]), time));
	}
	printf("  %-8s %10s\n", "most", format_duration((double)all->most, time));
	printf("  %-8s %10s\n", "mean",
	       format_duration(all->count ? (double)all->sum / (double)all->count : 0, time));
	print_histogram(all);
	if (errors)
		printf("\n%" PRIu64 " answers were errors, the last of them 0x%08x, %s, from %s.\n",
		       errors, answer->code, result_name(answer->code),
		       origin_name(answer->origin));
	if (errors && bench->command == NONEXISTENT_COMMAND)
		printf("This is expected: the command does not exist, so that only the round\n"
		       "trip is measured.\n");
}

static struct json_object *json_bars(const struct latencies *all)
{
	struct json_object *array = json_object_new_array();
	struct latency_bar bars[LATENCY_BARS];
	size_t count = latencies_bars(all, bars);

	for (size_t n = 0; n < count; n++) {
		struct json_object *bar = json_object_new_object();

		json_real(bar, "up_to_us", (double)bars[n].end / 1e3);
		json_number(bar, "calls", bars[n].count);
		json_object_array_add(array, bar);
	}
	return array;
}

static int report_json(const struct bench *bench, const struct latencies *all, uint64_t errors,
		       const struct client_answer *answer, double seconds)
{
	struct json_object *document = json_object_new_object(), *object;
	char uuid[TEE_UUID_TEXT_SIZE];

	tee_uuid_format(bench->uuid, uuid);
	json_text(document, "tee", devices_name(&bench->info));
	json_text(document, "ta", uuid);
	json_text(document, "ta_name", ta_name(bench->uuid));
	json_number(document, "command", bench->command);
	json_object_object_add(document, "size",
			       bench->has_size ? json_object_new_uint64(bench->size) : NULL);
	json_number(document, "threads", bench->threads);
	json_real(document, "seconds", seconds);
	json_number(document, "calls", all->count);
	json_real(document, "calls_per_s", (double)all->count / seconds);
	json_number(document, "errors", errors);
	json_number(document, "last_code", answer->code);
	object = json_object_new_object();
	json_real(object, "least", (double)all->least / 1e3);
	json_real(object, "p50", (double)latencies_percentile(all, 50) / 1e3);
	json_real(object, "p90", (double)latencies_percentile(all, 90) / 1e3);
	json_real(object, "p99", (double)latencies_percentile(all, 99) / 1e3);
	json_real(object, "p99_9", (double)latencies_percentile(all, 99.9) / 1e3);
	json_real(object, "most", (double)all->most / 1e3);
	json_real(object, "mean", all->count ? (double)all->sum / (double)all->count / 1e3 : 0);
	json_object_object_add(document, "latency_us", object);
	json_object_object_add(document, "histogram", json_bars(all));
	return output_document(document);
}

static int died(const struct bench *bench, const struct client_answer *answer)
{
	char what[40];

	snprintf(what, sizeof(what), "command %" PRIu32, bench->command);
	return session_answered(bench->uuid, what, answer,
				session_log_advice(&bench->info, answer));
}

static int report(const struct bench *bench, const struct worker *workers, double seconds)
{
	static struct latencies all;
	struct client_answer answer = { 0 };
	uint64_t errors = 0;

	for (uint32_t n = 0; n < bench->threads; n++) {
		if (is_dead(&workers[n]))
			return died(bench, &workers[n].answer);
		if (workers[n].failed)
			return devices_failed(&bench->info, "cannot invoke the command",
					      workers[n].failed);
		latencies_merge(&all, &workers[n].latencies);
		errors += workers[n].errors;
		if (workers[n].answer.code)
			answer = workers[n].answer;
	}
	if (output_is_json())
		return report_json(bench, &all, errors, &answer, seconds);
	report_text(bench, &all, errors, &answer, seconds);
	return output_flush() ? GTEE_DONE : GTEE_SYSTEM;
}

static int measure(struct bench *bench)
{
	struct worker *workers = calloc(bench->threads, sizeof(*workers));
	int status = GTEE_DONE;
	double seconds;

	if (!workers) {
		output_error("bench", NULL, "%s", strerror(ENOMEM));
		return GTEE_SYSTEM;
	}
	for (uint32_t n = 0; n < bench->threads; n++) {
		workers[n].client.fd = -1;
		workers[n].memory.fd = -1;
	}
	for (uint32_t n = 0; n < bench->threads && !status; n++)
		status = prepare(bench, &workers[n]);
	if (!status) {
		until_signal();
		seconds = run_workers(bench, workers);
		status = seconds > 0 ? report(bench, workers, seconds) : GTEE_SYSTEM;
	}
	for (uint32_t n = 0; n < bench->threads; n++)
		release(&workers[n]);
	free(workers);
	return status;
}

static int parse_number(const struct gtee_command *command, uint32_t *number, uint32_t most)
{
	if (call_number_parse(optarg, number) || !*number || *number > most)
		return command_misused(command, "invalid number '%s': expected 1 to %u", optarg,
				       most);
	return GTEE_DONE;
}

static int parse_operands(const struct gtee_command *command, int argc, char **argv,
			  struct bench *bench)
{
	int status;

	bench->by_default = !argc;
	if (!argc)
		return GTEE_DONE;
	status = command_find_ta(command, argv[0], bench->uuid);
	if (status)
		return status;
	if (argc == 1)
		return command_misused(command, "missing command of '%s'", argv[0]);
	if (call_number_parse(argv[1], &bench->command))
		return command_misused(command, "invalid command '%s': expected a 32-bit number",
				       argv[1]);
	if (argc > 2)
		return command_misused(command, "unexpected argument '%s'", argv[2]);
	return GTEE_DONE;
}

/* Measure this TEE's default call. Prints an error if we don't know any. */
static int take_default(struct bench *bench)
{
	const struct tee_ioctl_identity *identity = &bench->info.identity;
	const struct known_call *call = known_call_find(identity->driver_name);
	char next[NEXT_SIZE];

	if (!call || ta_find(call->ta, bench->uuid)) {
		output_error(devices_name(&bench->info), name_a_call(bench, next, sizeof(next)),
			     "cannot choose a call to measure: gtee knows no Trusted Application "
			     "of %s (driver %s)",
			     identity->os_name[0] ? identity->os_name : "this TEE",
			     identity->driver_name[0] ? identity->driver_name : "unknown");
		return GTEE_USAGE;
	}
	bench->command = call->command;
	bench->has_value = call->has_value;
	return GTEE_DONE;
}

static int run(const struct gtee_command *command, int argc, char **argv)
{
	struct bench bench = { .threads = 1, .seconds = 5 };
	const char *selector = NULL;
	int letter, status = GTEE_DONE;

	while (!status && (letter = command_option(command, argc, argv)) != GTEE_OPTION_END) {
		switch (letter) {
		case 't':
			selector = optarg;
			break;
		case 's':
			bench.has_size = true;
			if (call_size_parse(optarg, &bench.size))
				status = command_misused(command, "invalid size '%s': expected at "
							 "most 256M", optarg);
			break;
		case 'T':
			status = parse_number(command, &bench.threads, MAX_THREADS);
			break;
		case 'd':
			status = parse_number(command, &bench.seconds, 3600);
			break;
		default:
			return letter == GTEE_OPTION_HELPED ? GTEE_DONE : GTEE_USAGE;
		}
	}
	if (!status)
		status = parse_operands(command, argc - optind, argv + optind, &bench);
	if (!status)
		status = devices_choose(selector, &bench.info);
	if (!status && bench.by_default)
		status = take_default(&bench);
	return status ? status : measure(&bench);
}

const struct gtee_command gtee_bench = {
	.name = "bench",
	.arguments = "[TA COMMAND]",
	.summary = "Measure the latency and the rate of calls",
	.details =
	"TA is a UUID, or a name that 'gtee list' shows. COMMAND is a number. By default bench\n"
	"makes a call that the TEE answers immediately, so only the round trip is measured: a\n"
	"command that OP-TEE rejects, or an addition by TF-A's Test Secure Payload (TSP). gtee\n"
	"knows no call to other TEEs: specify one.",
	.options = options,
	.run = run,
};
