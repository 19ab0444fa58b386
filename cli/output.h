/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Everything gtee prints, as text or JSON. Colours are for terminals only, and
 * non-ASCII characters for those that are known to have them.
 */
#ifndef GTEE_CLI_OUTPUT_H
#define GTEE_CLI_OUTPUT_H

#include <json-c/json.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum output_style {
	STYLE_PLAIN,	/* back to normal */
	STYLE_BOLD,
	STYLE_DIM,
	STYLE_GOOD,
	STYLE_WARN,
	STYLE_BAD,
};

/**
 * output_setup() - find out about terminal and locale
 *
 * Call this before any output. There won't be colours if stdout isn't a terminal, for TERM=dumb,
 * or with a non-empty NO_COLOR (see no-color.org).
 */
void output_setup(void);

/**
 * output_want_json() - switch to JSON, for errors too
 */
void output_want_json(void);

/**
 * output_is_json() - check if output_want_json() was called
 *
 * Return: true if it was.
 */
bool output_is_json(void);

/**
 * output_is_terminal() - check if stdout is a terminal
 *
 * Return: true if it is.
 */
bool output_is_terminal(void);

/**
 * output_is_utf8() - check if the locale is a UTF-8 one
 *
 * Return: true if it is.
 */
bool output_is_utf8(void);

/**
 * style() - get a style's escape sequence
 * @which:	the style
 *
 * Return: the sequence, or "" if colours are off.
 */
const char *style(enum output_style which);

/**
 * output_document() - pretty-print a JSON value
 * @document:	the value; drops the caller's reference
 *
 * Return: enum gtee_status.
 */
int output_document(struct json_object *document);

/**
 * output_line() - print a JSON value on one line and flush
 * @value:	the value; drops the caller's reference
 *
 * Return: false if the write failed, e.g. because the reader is gone.
 */
bool output_line(struct json_object *value);

/**
 * output_flush() - flush stdout
 *
 * Return: false if that failed, e.g. because the reader is gone.
 */
bool output_flush(void);

/**
 * output_error() - print an error to stderr
 * @thing:	what failed, or NULL
 * @next:	what the user can do about it, or NULL
 * @format:	why, as for printf()
 *
 * One line, in JSON after output_want_json(). It is fine to pass untrusted bytes.
 */
void output_error(const char *thing, const char *next, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * output_verror() - output_error() with a va_list
 * @thing:	what failed, or NULL
 * @next:	what the user can do about it, or NULL
 * @format:	why, as for vprintf()
 * @args:	arguments for @format
 */
void output_verror(const char *thing, const char *next, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

/**
 * output_notice() - print a notice to stderr
 * @thing:	what this is about, or NULL
 * @next:	what the user can do about it, or NULL
 * @format:	the notice, as for printf()
 */
void output_notice(const char *thing, const char *next, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * shown() - printable() for printf() arguments
 * @text:	untrusted text
 *
 * Anything untrusted goes through this or printable() on its way to stdout, as a terminal would
 * obey any escape sequences in it. Not thread-safe.
 *
 * Return: one of four static buffers, used in turn.
 */
const char *shown(const char *text);

#define OUTPUT_NUMBER_SIZE 24

/**
 * format_duration() - format a duration with three digits and a unit that fits
 * @ns:		nanoseconds
 * @text:	[out] "48.5 us", with a real micro sign in UTF-8
 *
 * Return: @text.
 */
const char *format_duration(double ns, char text[OUTPUT_NUMBER_SIZE]);

/**
 * format_size() - format a size
 * @bytes:	size in bytes
 * @text:	[out] "4 KiB"
 *
 * Return: @text.
 */
const char *format_size(uint64_t bytes, char text[OUTPUT_NUMBER_SIZE]);

/**
 * json_text() - add a string to a JSON object
 * @object:	the object
 * @key:	member name
 * @value:	string, or NULL for null
 */
void json_text(struct json_object *object, const char *key, const char *value);

/**
 * json_number() - add an integer to a JSON object
 * @object:	the object
 * @key:	member name
 * @value:	integer, all 64 bits of it
 */
void json_number(struct json_object *object, const char *key, uint64_t value);

/**
 * json_real() - add a number with three decimals to a JSON object
 * @object:	the object
 * @key:	member name
 * @value:	the number
 */
void json_real(struct json_object *object, const char *key, double value);

/**
 * json_flag() - add a boolean to a JSON object
 * @object:	the object
 * @key:	member name
 * @value:	the boolean
 */
void json_flag(struct json_object *object, const char *key, bool value);

#endif
