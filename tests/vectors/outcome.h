/* SPDX-License-Identifier: BSD-2-Clause */
/* How a vector ends: a call of the API fails or panics, an output is wrong, or all is well. */
#ifndef VECTORS_OUTCOME_H
#define VECTORS_OUTCOME_H

#include <stddef.h>
#include <stdint.h>

#include "tee_internal_api.h"

/* Bytes of exactly that size, so that the sanitizer sees any access beyond. */
struct bytes {
	uint8_t *data;
	size_t size;
};

enum ending {
	ENDED_WELL,
	ENDED_BY_RESULT,	/* of a call of the API */
	ENDED_BY_PANIC,
	ENDED_BY_FAILURE,	/* an output, or the vector itself, is wrong */
	LEFT_OUT,		/* there is nothing to run */
};

/**
 * struct outcome - how a vector ended
 * @ending:	how
 * @result:	of the call or the panic
 * @text:	the same in words
 */
struct outcome {
	enum ending ending;
	TEE_Result result;
	char text[300];
};

/**
 * outcome_of() - call a function and see how it ends
 * @function:	the function
 * @argument:	its argument
 *
 * Return: the outcome, which stays valid until the next call.
 */
const struct outcome *outcome_of(void (*function)(const void *argument), const void *argument);

/**
 * outcome_must() - end here if a call failed
 * @result:	what the call returned
 * @call:	its name
 */
void outcome_must(TEE_Result result, const char *call);

/* Call a function of the API, and end here if it fails. */
#define MUST(call)	outcome_must(call, #call)

/**
 * outcome_fail() - end here, because something is wrong
 * @format:	what
 */
__attribute__((noreturn, format(printf, 1, 2)))
void outcome_fail(const char *format, ...);

/** outcome_leave_out() - end here, because there is nothing to run */
__attribute__((noreturn))
void outcome_leave_out(void);

/**
 * outcome_compare() - end here if an output is not the right one
 * @what:	the output's name
 * @got:	the output
 * @wanted:	what it must be
 */
void outcome_compare(const char *what, struct bytes got, struct bytes wanted);

#endif
