// SPDX-License-Identifier: BSD-2-Clause
/* Everything gtee prints, as text or JSON */
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "command.h"
#include "output.h"
#include "printable.h"

#define SHOWN_AT_A_TIME 4

static struct {
	bool json, terminal, colour, utf8;
	bool failed;	/* something couldn't be written */
} output;

/*
 * Small systems may not have the configured locale installed, but its name still
 * says what the terminal's character set is.
 */
static bool terminal_is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *value = NULL;

	if (setlocale(LC_CTYPE, ""))
		return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]) && !(value && *value); n++)
		value = getenv(names[n]);
	value = value ? strchr(value, '.') : NULL;
	return value && (!strcasecmp(value, ".UTF-8") || !strcasecmp(value, ".utf8"));
}

void output_setup(void)
{
	const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");

	output.utf8 = terminal_is_utf8();
	output.terminal = isatty(STDOUT_FILENO);
	output.colour = output.terminal && !(no_colour && *no_colour) && term &&
			strcmp(term, "dumb") != 0;
}

void output_want_json(void)
{
	output.json = true;
	output.colour = false;
}

bool output_is_json(void)
{
	return output.json;
}

bool output_is_terminal(void)
{
	return output.terminal;
}

bool output_is_utf8(void)
{
	return output.utf8;
}

const char *style(enum output_style which)
{
	static const char *const sequences[] = {
		[STYLE_PLAIN] = "\033[0m",
		[STYLE_BOLD] = "\033[1m",
		[STYLE_DIM] = "\033[2m",
		[STYLE_GOOD] = "\033[32m",
		[STYLE_WARN] = "\033[33m",
		[STYLE_BAD] = "\033[31m",
	};

	return output.colour ? sequences[which] : "";
}

/* Print a JSON value and drop the reference. Its strings may be untrusted. */
static void put_json(FILE *file, struct json_object *value, int flags)
{
	char *text = printable_json(json_object_to_json_string_ext(value, flags |
						JSON_C_TO_STRING_NOSLASHESCAPE));

	if (text)
		fprintf(file, "%s\n", text);
	else
		output.failed = true;
	free(text);
	json_object_put(value);
}

bool output_flush(void)
{
	return fflush(stdout) == 0 && !ferror(stdout) && !output.failed;
}

int output_document(struct json_object *document)
{
	put_json(stdout, document, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED);
	return output_flush() ? GTEE_DONE : GTEE_SYSTEM;
}

bool output_line(struct json_object *value)
{
	put_json(stdout, value, JSON_C_TO_STRING_PLAIN);
	return output_flush();
}

const char *shown(const char *text)
{
	static char rooms[SHOWN_AT_A_TIME][4 * PATH_MAX + 1];
	static unsigned int next;

	next = (next + 1) % SHOWN_AT_A_TIME;
	return printable(text, strlen(text), rooms[next], sizeof(rooms[next]));
}

/* @text is untrusted, @ours (may be NULL) is a string from us. */
static void append(char *room, size_t size, const char *text, const char *ours)
{
	size_t end = strlen(room);

	printable(text, strlen(text), room + end, size - end);
	end += strlen(room + end);
	snprintf(room + end, size - end, "%s", ours ? ours : "");
}

/*
 * Print an error or a notice, all in one write since another thread may have
 * something to say too. Nothing in here is trusted.
 */
static void message(const char *level, const char *thing, const char *next, const char *format,
		    va_list args)
{
	char text[2 * PATH_MAX], whole[16 * PATH_MAX];

	vsnprintf(text, sizeof(text), format, args);
	/* Keep messages in order with what's on stdout. */
	fflush(stdout);
	if (output.json) {
		struct json_object *object = json_object_new_object();

		json_text(object, "level", level);
		json_text(object, "thing", thing);
		json_text(object, "text", text);
		json_text(object, "next", next);
		put_json(stderr, object, JSON_C_TO_STRING_PLAIN);
		return;
	}
	whole[0] = '\0';
	append(whole, sizeof(whole), "gtee: ", NULL);
	if (thing)
		append(whole, sizeof(whole), thing, ": ");
	append(whole, sizeof(whole), text, "\n");
	if (next) {
		append(whole, sizeof(whole), "  ", NULL);
		append(whole, sizeof(whole), next, "\n");
	}
	fputs(whole, stderr);
}

void output_verror(const char *thing, const char *next, const char *format, va_list args)
{
	message("error", thing, next, format, args);
}

void output_error(const char *thing, const char *next, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	message("error", thing, next, format, args);
	va_end(args);
}

void output_notice(const char *thing, const char *next, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	message("notice", thing, next, format, args);
	va_end(args);
}

const char *format_duration(double ns, char text[OUTPUT_NUMBER_SIZE])
{
	const char *unit = "ns";
	double value = ns;

	if (ns >= 999.5e6) {
		value = ns / 1e9;
		unit = "s";
	} else if (ns >= 999.5e3) {
		value = ns / 1e6;
		unit = "ms";
	} else if (ns >= 999.5) {
		value = ns / 1e3;
		unit = output.utf8 ? "\u00b5s" : "us";
	}
	snprintf(text, OUTPUT_NUMBER_SIZE, "%.*f %s",
		 value >= 99.95 || ns < 999.5 ? 0 : value >= 9.995 ? 1 : 2, value, unit);
	return text;
}

const char *format_size(uint64_t bytes, char text[OUTPUT_NUMBER_SIZE])
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	double value = (double)bytes;
	size_t unit = 0;

	while (value >= 1024 && unit < sizeof(units) / sizeof(units[0]) - 1) {
		value /= 1024;
		unit++;
	}
	snprintf(text, OUTPUT_NUMBER_SIZE, value == (double)(uint64_t)value ? "%.0f %s" : "%.1f %s",
		 value, units[unit]);
	return text;
}

void json_text(struct json_object *object, const char *key, const char *value)
{
	json_object_object_add(object, key, value ? json_object_new_string(value) : NULL);
}

void json_number(struct json_object *object, const char *key, uint64_t value)
{
	json_object_object_add(object, key, json_object_new_uint64(value));
}

void json_real(struct json_object *object, const char *key, double value)
{
	char text[40];

	/* json-c would print all 17 digits. */
	snprintf(text, sizeof(text), "%.3f", value);
	json_object_object_add(object, key, json_object_new_double_s(value, text));
}

void json_flag(struct json_object *object, const char *key, bool value)
{
	json_object_object_add(object, key, json_object_new_boolean(value));
}
