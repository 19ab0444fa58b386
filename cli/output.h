/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How results and errors look: text or JSON, colours on a terminal only, drawn with
 * what the terminal's character set has.
 */
#ifndef GTEE_CLI_OUTPUT_H
#define GTEE_CLI_OUTPUT_H

#include <json-c/json.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum output_style {
	STYLE_PLAIN,	/* ends what the others began */
	STYLE_BOLD,
	STYLE_DIM,
	STYLE_GOOD,
	STYLE_WARN,
	STYLE_BAD,
};

/**
 * output_setup() - look at the terminal and the locale; once, at the start
 *
 * No colours where standard output is not a terminal, TERM is "dumb" or NO_COLOR is set
 * and not empty (no-color.org).
 */
void output_setup(void);

void output_want_json(void);
bool output_is_json(void);
bool output_is_terminal(void);
bool output_is_utf8(void);

/**
 * style() - what switches a style on
 * @which:	the style
 *
 * Return: an escape sequence, or "" where there are no colours.
 */
const char *style(enum output_style which);

/**
 * output_document() - print a JSON value over several lines, and let go of it
 * @document:	the value; the caller's reference goes
 *
 * Return: enum gtee_status.
 */
int output_document(struct json_object *document);

/**
 * output_line() - print a JSON value as one line at once, and let go of it
 * @value:	the value; the caller's reference goes
 *
 * Return: false where nobody reads any more.
 */
bool output_line(struct json_object *value);

/**
 * output_flush() - hand over what has been printed
 *
 * Return: false where nobody reads any more.
 */
bool output_flush(void);

/**
 * output_error() - say what went wrong, on standard error
 * @thing:	what it went wrong with, or NULL
 * @next:	what to do about it, or NULL
 * @format:	why, as for printf
 *
 * A line of JSON where that is wanted. All of it may have bytes from elsewhere.
 */
void output_error(const char *thing, const char *next, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void output_verror(const char *thing, const char *next, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

/**
 * output_notice() - say what goes on, on standard error
 * @thing:	what with, or NULL
 * @next:	what to do about it, or NULL
 * @format:	what, as for printf
 */
void output_notice(const char *thing, const char *next, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * shown() - text from elsewhere, for the arguments of printf
 * @text:	the text
 *
 * For one thread only. Whatever comes from outside this program and goes to standard output
 * as text goes through this, or has come through printable().
 *
 * Return: what printable() makes of it. Four results last at a time.
 */
const char *shown(const char *text);

#define OUTPUT_NUMBER_SIZE 24

/**
 * format_duration() - a time, with three digits and the unit that suits it
 * @ns:		nanoseconds
 * @text:	[out] "48.5 us", or with the letter mu
 *
 * Return: @text.
 */
const char *format_duration(double ns, char text[OUTPUT_NUMBER_SIZE]);

/**
 * format_size() - a number of bytes
 * @bytes:	the number
 * @text:	[out] "4 KiB"
 *
 * Return: @text.
 */
const char *format_size(uint64_t bytes, char text[OUTPUT_NUMBER_SIZE]);

/* JSON objects' members, for short. A number above 2^63 - 1 is kept (json-c's uint64). */
void json_text(struct json_object *object, const char *key, const char *value);
void json_number(struct json_object *object, const char *key, uint64_t value);
void json_real(struct json_object *object, const char *key, double value);
void json_flag(struct json_object *object, const char *key, bool value);

#endif
