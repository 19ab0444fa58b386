/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Output of results and errors, as text or JSON. Colours are used only on a terminal, and
 * non-ASCII characters only if the terminal's character set has them.
 */
#ifndef GTEE_CLI_OUTPUT_H
#define GTEE_CLI_OUTPUT_H

#include <json-c/json.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum output_style {
	STYLE_PLAIN,	/* resets the other styles */
	STYLE_BOLD,
	STYLE_DIM,
	STYLE_GOOD,
	STYLE_WARN,
	STYLE_BAD,
};

/**
 * output_setup() - detect the terminal and the locale
 *
 * Must be called once, before any output. Colours are off if standard output is not a
 * terminal, if TERM is "dumb", or if NO_COLOR is set and not empty (no-color.org).
 */
void output_setup(void);

/**
 * output_want_json() - print JSON from this call on, including errors
 */
void output_want_json(void);

/**
 * output_is_json() - check whether output_want_json() was called
 *
 * Return: true if it was.
 */
bool output_is_json(void);

/**
 * output_is_terminal() - check whether standard output is a terminal
 *
 * Return: true if it is.
 */
bool output_is_terminal(void);

/**
 * output_is_utf8() - check whether the locale's character set is UTF-8
 *
 * Return: true if it is.
 */
bool output_is_utf8(void);

/**
 * style() - get the escape sequence of a style
 * @which:	the style
 *
 * Return: the sequence, or "" if colours are off.
 */
const char *style(enum output_style which);

/**
 * output_document() - print a JSON value over several lines
 * @document:	the value; the caller's reference is dropped
 *
 * Return: enum gtee_status.
 */
int output_document(struct json_object *document);

/**
 * output_line() - print a JSON value as one line, and flush
 * @value:	the value; the caller's reference is dropped
 *
 * Return: false if standard output failed, for example because its reader has exited.
 */
bool output_line(struct json_object *value);

/**
 * output_flush() - flush standard output
 *
 * Return: false if standard output failed, for example because its reader has exited.
 */
bool output_flush(void);

/**
 * output_error() - print an error to standard error
 * @thing:	object that failed, or NULL
 * @next:	what the user can do about it, or NULL
 * @format:	reason, as for printf()
 *
 * Prints one line of JSON after output_want_json(). All arguments may contain untrusted bytes.
 */
void output_error(const char *thing, const char *next, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * output_verror() - output_error() with a va_list
 * @thing:	object that failed, or NULL
 * @next:	what the user can do about it, or NULL
 * @format:	reason, as for vprintf()
 * @args:	arguments of @format
 */
void output_verror(const char *thing, const char *next, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

/**
 * output_notice() - print a notice to standard error
 * @thing:	object that the notice is about, or NULL
 * @next:	what the user can do about it, or NULL
 * @format:	notice, as for printf()
 */
void output_notice(const char *thing, const char *next, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * shown() - make untrusted text printable, for the arguments of printf()
 * @text:	the text
 *
 * Untrusted text must not be printed to standard output unless it has passed through this or
 * printable().
 * Not thread-safe.
 *
 * Return: the result of printable(), in one of four static buffers that are used in turn.
 */
const char *shown(const char *text);

#define OUTPUT_NUMBER_SIZE 24

/**
 * format_duration() - format a duration with three digits and a suitable unit
 * @ns:		nanoseconds
 * @text:	[out] "48.5 us", with the micro sign if the character set is UTF-8
 *
 * Return: @text.
 */
const char *format_duration(double ns, char text[OUTPUT_NUMBER_SIZE]);

/**
 * format_size() - format a number of bytes
 * @bytes:	the number
 * @text:	[out] "4 KiB"
 *
 * Return: @text.
 */
const char *format_size(uint64_t bytes, char text[OUTPUT_NUMBER_SIZE]);

/**
 * json_text() - add a string to a JSON object
 * @object:	the object
 * @key:	name of the member
 * @value:	the string, or NULL for null
 */
void json_text(struct json_object *object, const char *key, const char *value);

/**
 * json_number() - add an integer to a JSON object
 * @object:	the object
 * @key:	name of the member
 * @value:	the integer; values above 2^63 - 1 are preserved
 */
void json_number(struct json_object *object, const char *key, uint64_t value);

/**
 * json_real() - add a number with three decimals to a JSON object
 * @object:	the object
 * @key:	name of the member
 * @value:	the number
 */
void json_real(struct json_object *object, const char *key, double value);

/**
 * json_flag() - add a boolean to a JSON object
 * @object:	the object
 * @key:	name of the member
 * @value:	the boolean
 */
void json_flag(struct json_object *object, const char *key, bool value);

#endif
