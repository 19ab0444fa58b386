// SPDX-License-Identifier: BSD-2-Clause
/*
 * Runs test vectors on the API. Reads lines from standard input, as tests/vectors/convert
 * writes them: vectors (vector.h), and
 *
 *     file NAME            the next vectors are this file's
 *     skip REASON          a vector that can't be run
 *     end                  the last line
 *
 * Prints "ok NAME: COUNTS" or "not ok NAME: COUNTS" for each file, with the reasons in lines that
 * begin with '#', and at the end "count ALGORITHM N" for each algorithm.
 */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/softteed/runtime_stub.h"
#include "tests/vectors/kinds.h"

#define MAX_NAMES	256
/* How many failed vectors of a file are explained. */
#define MAX_EXPLAINED	5

/* Names with a number of times that each has occurred */
struct tally {
	char *names[MAX_NAMES];
	unsigned int counts[MAX_NAMES];
	size_t size;
};

static const struct kind {
	const char *name;
	void (*run)(const struct vector *vector, unsigned int variant);
	unsigned int variants;
} kinds[] = {
	{ "digest", run_digest, DIGEST_VARIANTS },
	{ "mac", run_mac, MAC_VARIANTS },
	{ "cipher", run_cipher, CIPHER_VARIANTS },
	{ "ae", run_ae, AE_VARIANTS },
	{ "verify", run_verify, 1 },
	{ "sign", run_sign, 1 },
	{ "decrypt", run_decrypt, DECRYPT_VARIANTS },
	{ "derive", run_derive, 1 },
	{ "key", run_key, 1 },
};

/* How the vector ended that is running. */
enum outcome { SUCCEEDED, RETURNED, PANICKED, FAILED, LEFT_OUT };

static struct {
	jmp_buf jump;
	enum outcome outcome;
	TEE_Result result;
	char text[300];
} run;

static struct tally algorithms;

static void count(struct tally *tally, const char *name)
{
	size_t n = 0;

	while (n < tally->size && strcmp(tally->names[n], name))
		n++;
	if (n == MAX_NAMES)
		abort();
	if (n == tally->size) {
		tally->names[tally->size++] = strdup(name);
		tally->counts[n] = 0;
	}
	tally->counts[n]++;
}

static void clear(struct tally *tally)
{
	for (size_t n = 0; n < tally->size; n++)
		free(tally->names[n]);
	tally->size = 0;
}

void vector_must(TEE_Result result, const char *call)
{
	if (result == TEE_SUCCESS)
		return;
	run.outcome = RETURNED;
	run.result = result;
	snprintf(run.text, sizeof(run.text), "0x%08x from %.*s", result,
		 (int)strcspn(call, "("), call);
	longjmp(run.jump, 1);
}

void vector_fail(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(run.text, sizeof(run.text), format, arguments);
	va_end(arguments);
	run.outcome = FAILED;
	longjmp(run.jump, 1);
}

void vector_leave_out(void)
{
	run.outcome = LEFT_OUT;
	longjmp(run.jump, 1);
}

static void execute(const struct kind *kind, const struct vector *vector, unsigned int variant)
{
	run.outcome = SUCCEEDED;
	snprintf(run.text, sizeof(run.text), "it succeeded");
	runtime_stub.panic_armed = true;
	if (setjmp(runtime_stub.panic_jump)) {
		run.outcome = PANICKED;
		run.result = runtime_stub.panic_code;
		snprintf(run.text, sizeof(run.text), "panic 0x%08x, %s", run.result,
			 runtime_stub.panic_text);
	} else if (!setjmp(run.jump)) {
		kind->run(vector, variant);
	}
	runtime_stub.panic_armed = false;
	vector_cleanup();
}

static bool is_refusal(void)
{
	if (run.outcome != RETURNED && run.outcome != PANICKED)
		return false;
	return run.result == TEE_ERROR_BAD_PARAMETERS || run.result == TEE_ERROR_NOT_SUPPORTED ||
	       run.result == TEE_ERROR_SHORT_BUFFER;
}

static bool is_invalid(void)
{
	return run.outcome == RETURNED && (run.result == TEE_ERROR_SIGNATURE_INVALID ||
					   run.result == TEE_ERROR_MAC_INVALID ||
					   run.result == TEE_ERROR_CIPHERTEXT_INVALID);
}

static bool is_right(enum expected expected)
{
	switch (expected) {
	case EXPECT_VALID:
		return run.outcome == SUCCEEDED;
	case EXPECT_INVALID:
		return is_invalid();
	case EXPECT_REFUSED:
		return is_refusal();
	default:
		return run.outcome == SUCCEEDED || is_refusal() || is_invalid();
	}
}

/* Run all variants of a vector. Return false with an explanation in @run if one is wrong. */
static bool run_vector(const struct vector *vector)
{
	for (size_t n = 0; n < sizeof(kinds) / sizeof(kinds[0]); n++) {
		if (strcmp(kinds[n].name, vector->kind))
			continue;
		for (unsigned int variant = 0; variant < kinds[n].variants; variant++) {
			char why[sizeof(run.text)];

			execute(&kinds[n], vector, variant);
			if (run.outcome == LEFT_OUT || is_right(vector->expected))
				continue;
			memcpy(why, run.text, sizeof(why));
			snprintf(run.text, sizeof(run.text), "variant %u: %.200s", variant, why);
			return false;
		}
		return true;
	}
	snprintf(run.text, sizeof(run.text), "there is no such kind");
	return false;
}

/* A file of vectors, and what has become of them */
struct file {
	char *name;
	unsigned int passed, failed;
	struct tally skipped;
	char explanations[MAX_EXPLAINED][400];
};

static void end_file(struct file *file)
{
	unsigned int skipped = 0;

	if (!file->name)
		return;
	for (size_t n = 0; n < file->skipped.size; n++)
		skipped += file->skipped.counts[n];
	printf("%s %s: %u run, %u passed, %u skipped", file->failed ? "not ok" : "ok", file->name,
	       file->passed + file->failed, file->passed, skipped);
	for (size_t n = 0; n < file->skipped.size; n++)
		printf("%s%u %s", n ? ", " : " (", file->skipped.counts[n],
		       file->skipped.names[n]);
	printf("%s\n", skipped ? ")" : "");
	for (unsigned int n = 0; n < file->failed && n < MAX_EXPLAINED; n++)
		printf("# %s\n", file->explanations[n]);
	fflush(stdout);
	free(file->name);
	clear(&file->skipped);
	memset(file, 0, sizeof(*file));
}

static void take_vector(struct file *file, char *line)
{
	static const char *const wanted[] = { "valid", "invalid", "refused", "either" };
	struct vector vector;

	if (!vector_parse(line, &vector)) {
		fprintf(stderr, "not a vector: %.60s\n", line);
		exit(2);
	}
	if (run_vector(&vector)) {
		file->passed++;
		count(&algorithms, vector.name);
		return;
	}
	if (file->failed++ < MAX_EXPLAINED)
		snprintf(file->explanations[file->failed - 1], sizeof(file->explanations[0]),
			 "%.20s %.60s %.60s, %s: %.200s", vector.kind, vector.name, vector.id,
			 wanted[vector.expected], run.text);
}

/* Return true after the last line. */
static bool take_line(struct file *file, char *line)
{
	line[strcspn(line, "\n")] = 0;
	if (!strcmp(line, "end")) {
		end_file(file);
		return true;
	}
	if (!strncmp(line, "file ", 5)) {
		end_file(file);
		file->name = strdup(line + 5);
	} else if (!strncmp(line, "skip ", 5)) {
		count(&file->skipped, line + 5);
	} else {
		take_vector(file, line);
	}
	return false;
}

int main(void)
{
	static struct file file;
	char *line = NULL;
	size_t room = 0;
	bool ended = false;

	runtime_stub_reset();
	while (!ended && getline(&line, &room, stdin) > 0)
		ended = take_line(&file, line);
	free(line);
	for (size_t n = 0; n < algorithms.size; n++)
		printf("count %s %u\n", algorithms.names[n], algorithms.counts[n]);
	clear(&algorithms);
	if (!ended)
		fprintf(stderr, "the input ends too early\n");
	return !ended;
}
