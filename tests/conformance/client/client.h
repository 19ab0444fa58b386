/* SPDX-License-Identifier: BSD-2-Clause */
/* The client of the conformance test: the parts of it, and what they share */
#ifndef TESTS_CONFORMANCE_CLIENT_H
#define TESTS_CONFORMANCE_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tee_client_api.h>

#include "../ta/conformance.h"

/**
 * struct client_case - a case that the client runs itself
 * @kind:	CONFORMANCE_USE, _MISUSE or _PANIC
 * @section:	the section of the specification, after "Client API " if it is that one's
 * @title:	what is expected
 * @run:	returns 0, or the number of the line that failed
 */
struct client_case {
	enum conformance_kind kind;
	const char *section, *title;
	uint32_t (*run)(TEEC_Context *context);
};

/** struct client_group - such cases of one subject */
struct client_group {
	const struct client_case *cases;
	size_t count;
};

#define USE		CONFORMANCE_USE
#define MISUSE		CONFORMANCE_MISUSE
#define PANIC		CONFORMANCE_PANIC
#define CASES(array)	{ (array), sizeof(array) / sizeof((array)[0]) }

/* Let the case fail unless the condition is true. */
#define EXPECT(condition)	do { if (!(condition)) return __LINE__; } while (0)

/* Let the case fail unless a call has this result, and show the other one. */
#define EXPECT_RESULT(wanted, call)				\
	do {							\
		if (report_differs((wanted), (call)))		\
			return __LINE__;			\
	} while (0)
#define EXPECT_OK(call)		EXPECT_RESULT(TEEC_SUCCESS, call)

/**
 * report_differs() - compare a result with the expected one
 * @wanted:	the expected one
 * @result:	the other one, which report_case() shows
 *
 * Return: true if they differ.
 */
bool report_differs(TEEC_Result wanted, TEEC_Result result);

/**
 * report_case() - print the TAP line of a case that passed or failed
 * @name:	"SECTION: TITLE"
 * @kind:	what it does
 * @line:	0, or the line that failed
 *
 * The reason of a failure is the result that report_differs() saw last, or the line.
 */
void report_case(const char *name, enum conformance_kind kind, uint32_t line);

/**
 * report_failure() - print the TAP line of a case that failed for another reason
 * @name:	"SECTION: TITLE"
 * @kind:	what it does
 * @format:	printf() format of the reason
 */
void report_failure(const char *name, enum conformance_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** report_end() - print the plan; return true if there were cases and all passed */
bool report_end(void);

/**
 * application_run_cases() - run the application's cases
 * @context:	the TEE
 * @pattern:	run those whose names contain this; NULL for all
 */
void application_run_cases(TEEC_Context *context, const char *pattern);

/**
 * application_print_algorithms() - print "algorithm NAME STATE" for each, STATE being "yes", "no",
 * or what is inconsistent
 * @context:	the TEE
 *
 * Return: true if the application told of some.
 */
bool application_print_algorithms(TEEC_Context *context);

/**
 * application_open() - open a session with one of the applications
 * @context:	the TEE
 * @session:	[out] the session
 * @uuid:	the application
 *
 * Return: what TEEC_OpenSession() returns.
 */
TEEC_Result application_open(TEEC_Context *context, TEEC_Session *session, const TEEC_UUID *uuid);

/** application_uuid, application_…_uuid - the applications, see conformance.h */
extern const TEEC_UUID application_uuid, application_peer_uuid;
extern const TEEC_UUID application_keeper_uuid, application_barren_uuid;

/** client_tee - name of the TEE, for TEEC_InitializeContext() */
extern const char *client_tee;

extern const struct client_group teec_group;
extern const struct client_group entry_group;

#endif
