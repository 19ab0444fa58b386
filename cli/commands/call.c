// SPDX-License-Identifier: BSD-2-Clause
/* gtee call: invoke a TA command */
#include <errno.h>
#include <getopt.h>
#include <grp.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tee_client_api.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "commands/call.h"
#include "commands/call_memory.h"
#include "devices.h"
#include "names.h"
#include "output.h"
#include "session.h"
#include "tee_uuid.h"
#include "waiting.h"

enum { OPTION_GROUP = 256 };

static const struct gtee_option options[] = {
	GTEE_OPTION_TEE,
	{ "login", 'l', "METHOD", "login method of the client (public)" },
	{ "group", OPTION_GROUP, "GROUP", "the group, for the group logins" },
	{ "quiet", 'q', NULL, "print only parameters that are written to standard output" },
	GTEE_OPTION_JSON,
	GTEE_OPTION_HELP,
	{ NULL, 0, NULL, NULL },
};

/*
 * struct request - what to call, and how
 * @tee:	TEE selector, or NULL
 * @login:	TEE_IOCTL_LOGIN_*
 * @group:	group, for the group logins
 * @has_group:	the user gave --group
 * @quiet:	print no report
 * @uuid:	the TA's UUID
 * @command:	command to invoke
 * @params:	parameters
 * @count:	how many
 */
struct request {
	const char *tee;
	const struct login_method *login;
	gid_t group;
	int has_group, quiet;
	uint8_t uuid[TEE_IOCTL_UUID_LEN];
	uint32_t command;
	struct call_param params[CLIENT_MAX_PARAMS];
	uint32_t count;
};

struct outcome {
	struct client_answer answer;
	struct tee_ioctl_param params[CLIENT_MAX_PARAMS];
	double ns;
};

static int parse_group(const struct gtee_command *command, const char *text,
		       struct request *request)
{
	struct group *group = getgrnam(text);
	uint32_t number;

	if (group) {
		request->group = group->gr_gid;
	} else if (!call_number_parse(text, &number)) {
		request->group = number;
	} else {
		return command_misused(command, "unknown group '%s'", text);
	}
	request->has_group = 1;
	return GTEE_DONE;
}

static int parse_options(const struct gtee_command *command, int argc, char **argv,
			 struct request *request)
{
	int letter, status = GTEE_DONE;

	while (!status && (letter = command_option(command, argc, argv)) != GTEE_OPTION_END) {
		switch (letter) {
		case 't':
			request->tee = optarg;
			break;
		case 'q':
			request->quiet = 1;
			break;
		case 'l':
			request->login = login_find(optarg);
			if (!request->login)
				return command_misused(command, "unknown login '%s': expected "
						       "public, user, group, application, "
						       "user-application or group-application",
						       optarg);
			break;
		case OPTION_GROUP:
			status = parse_group(command, optarg, request);
			break;
		default:
			return letter == GTEE_OPTION_HELPED ? -1 : GTEE_USAGE;
		}
	}
	if (!status && request->login->needs_group != request->has_group)
		return command_misused(command, request->has_group ?
				       "login '%s' takes no group" :
				       "login '%s' needs a group: --group GROUP",
				       request->login->name);
	return status;
}

static int parse_params(const struct gtee_command *command, int argc, char **argv,
			struct request *request)
{
	int from_stdin = 0, to_stdout = 0;

	if (argc > CLIENT_MAX_PARAMS)
		return command_misused(command, "a call has at most %d parameters, not %d",
				       CLIENT_MAX_PARAMS, argc);
	for (int n = 0; n < argc; n++) {
		struct call_param *param = &request->params[n];
		const char *why;
		int rc = call_arg_parse(argv[n], &param->arg, &why);

		if (rc == -EINVAL)
			return command_misused(command, "'%s': %s", argv[n], why);
		if (rc) {
			output_error(argv[n], NULL, "%s", strerror(-rc));
			return GTEE_SYSTEM;
		}
		param->typed = argv[n];
		request->count++;
		if (param->arg.file && !strcmp(param->arg.file, "-")) {
			from_stdin += param->arg.kind != CALL_OUT;
			to_stdout += param->arg.kind != CALL_FILE_IN;
		}
	}
	if (from_stdin > 1 || to_stdout > 1)
		return command_misused(command, "only one parameter can be standard %s",
				       from_stdin > 1 ? "input" : "output");
	if (to_stdout && output_is_json())
		return command_misused(command,
				       "cannot print JSON: standard output is used by a parameter");
	if (to_stdout)
		request->quiet = 1;
	return GTEE_DONE;
}

static int parse(const struct gtee_command *command, int argc, char **argv,
		 struct request *request)
{
	int status = parse_options(command, argc, argv, request);

	if (status)
		return status;
	argc -= optind;
	argv += optind;
	if (argc < 2)
		return command_misused(command, "missing Trusted Application or command");
	status = command_find_ta(command, argv[0], request->uuid);
	if (status)
		return status;
	if (call_number_parse(argv[1], &request->command))
		return command_misused(command, "invalid command '%s': expected a 32-bit number",
				       argv[1]);
	return parse_params(command, argc - 2, argv + 2, request);
}

static double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* Share the parameters' memory and invoke the command. The session is already open. */
static int invoke(const struct tee_device_info *info, const struct client *client,
		  struct request *request, struct outcome *outcome)
{
	struct waiting *waiting;
	double start;
	int rc;

	for (uint32_t n = 0; n < request->count; n++) {
		rc = call_param_share(&request->params[n], client, &outcome->params[n]);
		if (rc)
			return devices_failed(info, "cannot share memory", -rc);
	}
	waiting = devices_watch_call(info);
	start = now_ns();
	rc = client_invoke(client, request->command, outcome->params, request->count,
			   &outcome->answer);
	outcome->ns = now_ns() - start;
	waiting_end(waiting);
	return rc ? devices_failed(info, "cannot invoke the command", -rc) : GTEE_DONE;
}

static int is_output(enum call_kind kind)
{
	return kind == CALL_OUT || kind == CALL_FILE_INOUT;
}

/* The size the TEE claims to have written, but never more than the buffer holds */
static size_t result_size(const struct request *request, const struct outcome *outcome,
			  uint32_t n)
{
	size_t room = request->params[n].room;

	return outcome->params[n].b < room ? (size_t)outcome->params[n].b : room;
}

static void print_bytes(const uint8_t *bytes, size_t size)
{
	for (size_t line = 0; line < size; line += 16) {
		printf("   %6zx ", line);
		for (size_t n = line; n < line + 16; n++)
			n < size ? printf(" %02x", bytes[n]) : printf("   ");
		fputs("  ", stdout);
		for (size_t n = line; n < line + 16 && n < size; n++)
			putchar(bytes[n] >= ' ' && bytes[n] <= '~' ? bytes[n] : '.');
		putchar('\n');
	}
}

static void print_param(const struct request *request, const struct outcome *outcome, uint32_t n)
{
	const struct call_param *param = &request->params[n];
	const struct tee_ioctl_param *value = &outcome->params[n];
	size_t size = result_size(request, outcome, n);

	switch (param->arg.kind) {
	case CALL_VALUE_OUT:
	case CALL_VALUE_INOUT:
		printf("%u: a %" PRIu64 " (0x%" PRIx64 "), b %" PRIu64 " (0x%" PRIx64 ")\n", n + 1,
		       (uint64_t)value->a, (uint64_t)value->a, (uint64_t)value->b,
		       (uint64_t)value->b);
		break;
	case CALL_OUT:
	case CALL_FILE_INOUT:
		printf("%u: %zu byte%s%s%s\n", n + 1, size, size == 1 ? "" : "s",
		       param->arg.file ? " to " : "",
		       param->arg.file ? shown(param->arg.file) : "");
		if (!param->arg.file)
			print_bytes(param->memory.bytes, size);
		break;
	default:
		break;
	}
}

static struct json_object *json_param(const struct request *request,
				      const struct outcome *outcome, uint32_t n)
{
	const struct call_param *param = &request->params[n];
	struct json_object *object = json_object_new_object();
	size_t size = result_size(request, outcome, n);
	const uint8_t *bytes = param->memory.bytes;
	char *hex;

	json_text(object, "kind", call_kind_name(param->arg.kind));
	if (param->arg.kind == CALL_VALUE_OUT || param->arg.kind == CALL_VALUE_INOUT) {
		json_number(object, "a", outcome->params[n].a);
		json_number(object, "b", outcome->params[n].b);
	}
	if (!is_output(param->arg.kind))
		return object;
	json_number(object, "size", outcome->params[n].b);
	if (param->arg.file) {
		json_text(object, "file", param->arg.file);
		return object;
	}
	hex = malloc(2 * size + 1);
	if (hex) {
		hex[0] = '\0';
		for (size_t byte = 0; byte < size; byte++)
			snprintf(hex + 2 * byte, 3, "%02x", bytes[byte]);
		json_text(object, "hex", hex);
		explicit_bzero(hex, 2 * size);
		free(hex);
	}
	return object;
}

static int report_json(const struct tee_device_info *info, const struct request *request,
		       const struct outcome *outcome)
{
	struct json_object *document = json_object_new_object(), *answer, *params;
	char uuid[TEE_UUID_TEXT_SIZE];

	tee_uuid_format(request->uuid, uuid);
	json_text(document, "tee", devices_name(info));
	json_text(document, "ta", uuid);
	json_text(document, "ta_name", ta_name(request->uuid));
	json_number(document, "command", request->command);
	answer = json_object_new_object();
	json_number(answer, "code", outcome->answer.code);
	json_text(answer, "meaning", result_name(outcome->answer.code));
	json_text(answer, "origin", origin_name(outcome->answer.origin));
	json_object_object_add(document, "answer", answer);
	json_real(document, "latency_us", outcome->ns / 1e3);
	params = json_object_new_array();
	for (uint32_t n = 0; n < request->count; n++)
		json_object_array_add(params, json_param(request, outcome, n));
	json_object_object_add(document, "params", params);
	return output_document(document);
}

static void report_text(const struct tee_device_info *info, const struct request *request,
			const struct outcome *outcome)
{
	char uuid[TEE_UUID_TEXT_SIZE], label[TA_LABEL_SIZE], time[OUTPUT_NUMBER_SIZE];

	tee_uuid_format(request->uuid, uuid);
	printf("%s%s%s on %s, command %u: %ssuccess%s in %s\n", style(STYLE_BOLD),
	       ta_label(uuid, label), style(STYLE_PLAIN), devices_name(info), request->command,
	       style(STYLE_GOOD), style(STYLE_PLAIN), format_duration(outcome->ns, time));
	for (uint32_t n = 0; n < request->count; n++)
		print_param(request, outcome, n);
}

/* what the user could do about @answer, or NULL */
static const char *advice(const struct tee_device_info *info, const struct client_answer *answer)
{
	if (answer->code == TEEC_ERROR_BAD_PARAMETERS)
		return "Check the command number, and the number and kinds of its parameters.";
	return session_log_advice(info, answer);
}

/* After TEEC_ERROR_SHORT_BUFFER, print how much room the TEE wants. */
static void tell_sizes(const struct request *request, const struct outcome *outcome)
{
	if (outcome->answer.code != TEEC_ERROR_SHORT_BUFFER)
		return;
	for (uint32_t n = 0; n < request->count; n++)
		if (is_output(request->params[n].arg.kind) &&
		    outcome->params[n].b > request->params[n].room)
			output_error(request->params[n].typed, NULL,
				     "%" PRIu64 " byte%s needed", (uint64_t)outcome->params[n].b,
				     outcome->params[n].b == 1 ? " is" : "s are");
}

static int finish(const struct tee_device_info *info, struct request *request,
		  const struct outcome *outcome)
{
	char what[40];
	int status = GTEE_DONE, stored;

	if (outcome->answer.code) {
		if (output_is_json())
			report_json(info, request, outcome);
		snprintf(what, sizeof(what), "command %u", request->command);
		status = session_answered(request->uuid, what, &outcome->answer,
					  advice(info, &outcome->answer));
		tell_sizes(request, outcome);
		return status;
	}
	/*
	 * Report first, or the user would see no results if an output file turns out to
	 * be unwritable.
	 */
	if (output_is_json())
		status = report_json(info, request, outcome);
	else if (!request->quiet)
		report_text(info, request, outcome);
	for (uint32_t n = 0; n < request->count; n++) {
		if (!is_output(request->params[n].arg.kind))
			continue;
		stored = call_param_store(&request->params[n], result_size(request, outcome, n));
		status = status ? status : stored;
	}
	if (!output_flush() && !status)
		status = GTEE_SYSTEM;
	return status;
}

static int call(struct request *request)
{
	const struct session_request session = {
		.uuid = request->uuid,
		.login = request->login->number,
		.group = request->group,
	};
	struct client client = { .fd = -1 };
	struct outcome outcome = { 0 };
	struct tee_device_info info;
	int status;

	status = devices_choose(request->tee, &info);
	if (!status)
		status = call_params_prepare(request->params, request->count);
	if (!status)
		status = devices_open(&info, &client);
	if (status)
		return status;
	status = session_open(&info, &client, &session);
	if (status)
		goto close_device;
	status = invoke(&info, &client, request, &outcome);
	if (!status)
		status = finish(&info, request, &outcome);
	/* A connection's memory goes with it. */
	for (uint32_t n = 0; n < request->count; n++)
		client_unshare(&request->params[n].memory);
	client_close_session(&client);
close_device:
	client_close(&client);
	return status;
}

static int run(const struct gtee_command *command, int argc, char **argv)
{
	struct request request = { .login = login_find("public") };
	int status;

	for (uint32_t n = 0; n < CLIENT_MAX_PARAMS; n++)
		request.params[n] = (struct call_param) { .output = -1, .memory = { .fd = -1 } };
	status = parse(command, argc, argv, &request);
	if (!status)
		status = call(&request);
	for (uint32_t n = 0; n < CLIENT_MAX_PARAMS; n++)
		call_param_end(&request.params[n]);
	return status < 0 ? GTEE_DONE : status;
}

const struct gtee_command gtee_call = {
	.name = "call",
	.arguments = "TA COMMAND [PARAMETER]...",
	.summary = "Invoke a command of a Trusted Application",
	.details =
	"TA is a UUID, or a name that 'gtee list' shows. COMMAND is a number.\n"
	"Up to four parameters:\n"
	"  value:A[,B]        input: two 32-bit numbers\n"
	"  value-out          output: two 32-bit numbers\n"
	"  value-inout:A[,B]  input and output: two 32-bit numbers\n"
	"  text:TEXT          input: memory with this text\n"
	"  hex:DIGITS         input: memory with these bytes\n"
	"  in:FILE            input: memory with the contents of the file\n"
	"  out:SIZE           output: memory of this size, printed\n"
	"  out:FILE:SIZE      output: memory of this size, written to the file\n"
	"  inout:FILE         input and output: contents of the file, written back to it\n"
	"  null               a null memory reference\n"
	"  none               unused\n"
	"FILE - is standard input or output. SIZE may end in K or M.",
	.options = options,
	.run = run,
};
