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

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/softteed/runtime_stub.h"
#include "tests/vectors/guard.h"
#include "tests/vectors/kinds.h"

#define MAX_NAMES	256
/* Failed vectors of a file that are explained. */
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
	{ "prime", run_prime, 1 },
};

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

/* A variant of a vector, to be run */
struct run {
	void (*function)(const struct vector *vector, unsigned int variant);
	const struct vector *vector;
	unsigned int variant;
};

static void execute(const void *argument)
{
	const struct run *run = argument;

	run->function(run->vector, run->variant);
}

static bool is_refusal(const struct outcome *outcome)
{
	if (outcome->ending != ENDED_BY_RESULT && outcome->ending != ENDED_BY_PANIC)
		return false;
	return outcome->result == TEE_ERROR_BAD_PARAMETERS ||
	       outcome->result == TEE_ERROR_NOT_SUPPORTED ||
	       outcome->result == TEE_ERROR_SHORT_BUFFER;
}

static bool is_invalid(const struct outcome *outcome)
{
	return outcome->ending == ENDED_BY_RESULT &&
	       (outcome->result == TEE_ERROR_SIGNATURE_INVALID ||
		outcome->result == TEE_ERROR_MAC_INVALID ||
		outcome->result == TEE_ERROR_CIPHERTEXT_INVALID);
}

static bool is_right(const struct outcome *outcome, enum expected expected)
{
	if (outcome->ending == LEFT_OUT)
		return true;
	switch (expected) {
	case EXPECT_VALID:
		return outcome->ending == ENDED_WELL;
	case EXPECT_INVALID:
		return is_invalid(outcome);
	case EXPECT_REFUSED:
		return is_refusal(outcome);
	default:
		return outcome->ending == ENDED_WELL || is_refusal(outcome) ||
		       is_invalid(outcome);
	}
}

static const struct kind *find_kind(const char *name)
{
	for (size_t n = 0; n < sizeof(kinds) / sizeof(kinds[0]); n++)
		if (!strcmp(kinds[n].name, name))
			return &kinds[n];
	fprintf(stderr, "no kind of vectors is called '%s'\n", name);
	exit(2);
}

/* Run all variants of a vector. Returns NULL, or how the first one ended that is wrong. */
static const struct outcome *run_vector(const struct vector *vector)
{
	const struct kind *kind = find_kind(vector->kind);
	struct run run = { .function = kind->run, .vector = vector };
	const struct outcome *outcome;

	for (; run.variant < kind->variants; run.variant++) {
		outcome = outcome_of(execute, &run);
		vector_cleanup();
		if (!is_right(outcome, vector->expected))
			return outcome;
	}
	return NULL;
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
	const struct outcome *wrong;
	struct vector vector;

	if (!vector_parse(line, &vector)) {
		fprintf(stderr, "not a vector: %.60s\n", line);
		exit(2);
	}
	wrong = run_vector(&vector);
	if (!wrong) {
		file->passed++;
		count(&algorithms, vector.name);
	} else if (file->failed++ < MAX_EXPLAINED) {
		snprintf(file->explanations[file->failed - 1], sizeof(file->explanations[0]),
			 "%.20s %.60s %.60s, %s: %.200s", vector.kind, vector.name, vector.id,
			 wanted[vector.expected], wrong->text);
	}
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

	guard_start();
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
